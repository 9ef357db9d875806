"""Random care and cover that the first families can settle, for properties."""

from datetime import date

from hypothesis import strategies as st

from reimbursement.model import (
    Care,
    Contract,
    Counter,
    Cover,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Use,
)

KINDS = (
    ProfessionalKind.GP,
    ProfessionalKind.SPECIALIST,
    ProfessionalKind.PSYCHIATRIST,
    ProfessionalKind.GYNAECOLOGIST,
)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
_KINDS_OF_GUARANTEE = [kind for kind in GuaranteeKind if kind is not GuaranteeKind.HUNDRED_PERCENT_SANTE]
_EXEMPTIONS = [kind for kind in Exemption if kind not in (Exemption.PREVENTION, Exemption.C2S)]


@st.composite
def lines(draw: st.DrawFn, number: int) -> Line:
    """An act with a stated base, large enough for its participation, small enough not to be costly."""
    quantity = draw(st.integers(1, 3))
    base = draw(st.integers(700 * quantity, 3_900))
    family = draw(st.sampled_from([Family.CONSULTATION, Family.TECHNICAL_ACT, Family.VISIT, Family.SURCHARGE]))
    price = draw(st.one_of(st.none(), st.integers(base, base * 4), st.integers(700 * quantity, base)))
    return Line(number, "", family, quantity, price, base_cents=base)


@st.composite
def cares(draw: st.DrawFn, most_lines: int = 3) -> Care:
    """An invoice of a doctor in or out of the pathway."""
    count = draw(st.integers(1, most_lines))
    return Care(
        draw(st.binary(min_size=16, max_size=16)),
        draw(DAYS),
        draw(st.sampled_from(Pathway)),
        draw(st.sampled_from([Setting.OFFICE, Setting.HOSPITAL_OUTPATIENT, Setting.OTHER])),
        Professional(draw(st.sampled_from(KINDS)), draw(st.sampled_from(Sector)), draw(st.sampled_from("ab"))),
        tuple(draw(lines(number)) for number in range(1, count + 1)),
        third_party_payment=draw(st.booleans()),
        related_to_exemption=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def guarantees(draw: st.DrawFn) -> Guarantee:
    """Any guarantee of the first families."""
    return Guarantee(
        draw(st.sampled_from(_KINDS_OF_GUARANTEE)), draw(st.integers(0, 40_000)), includes_amo=draw(st.booleans())
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract with up to three guarantees."""
    promised = tuple(draw(st.lists(guarantees(), max_size=3)))
    return Contract("12345678", promised, c2s=draw(st.booleans()), responsible=draw(st.booleans()))


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """A person with any situations and up to two contracts."""
    return Cover(
        draw(st.dates(date(1940, 1, 1), date(2018, 12, 31))),
        "01",
        alsace_moselle=draw(st.booleans()),
        exemptions=frozenset(draw(st.lists(st.sampled_from(_EXEMPTIONS), max_size=2))),
        contracts=tuple(draw(st.lists(contracts(), max_size=2))),
    )


@st.composite
def uses(draw: st.DrawFn) -> list[Use]:
    """Participations of other receipts."""
    return [
        Use(Counter.PARTICIPATION, draw(st.sampled_from("ab")), draw(DAYS), draw(st.integers(100, 800)), b"before")
        for _ in range(draw(st.integers(0, 8)))
    ]
