"""Random care and cover over every family of care, for properties."""

from datetime import date
from typing import Final

from hypothesis import strategies as st

from reimbursement.families import RULES
from reimbursement.model import (
    PLAIN,
    Basket,
    Care,
    Contract,
    Correction,
    Counter,
    Cover,
    Detail,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Per,
    Prevention,
    Professional,
    ProfessionalKind,
    Sector,
    SectorScope,
    Setting,
    Stay,
    StayEnd,
    StayKind,
    Use,
)

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
_CARE_DAYS = st.dates(date(2025, 5, 1), date(2026, 12, 31))  # every family has its rates by then
_DEBTS = (Counter.DEBT_PARTICIPATION, Counter.DEBT_FRANCHISE, Counter.DEBT_SURCHARGE)
_FAMILIES = {kind: [family for family in Family if (kind, family) in RULES] for kind in ProfessionalKind}
_BUDGETS = (Per.YEAR, Per.TWO_YEARS, Per.FOUR_YEARS)
_ORIGINS = (b"a" * 16, b"b" * 16)


@st.composite
def details(draw: st.DrawFn) -> Detail:
    """What an optical, hearing or prevention line says of itself."""
    return Detail(
        prevention=draw(st.sampled_from(Prevention)),
        basket=draw(st.sampled_from(Basket)),
        correction=draw(st.sampled_from([Correction.SIMPLE, Correction.COMPLEX, Correction.VERY_COMPLEX])),
        side=draw(st.sampled_from(["", "left", "right"])),
        sight_changed=draw(st.booleans()),
    )


@st.composite
def lines(draw: st.DrawFn, number: int, kind: ProfessionalKind) -> Line:
    """An act with a stated base, large enough for its participation."""
    quantity = draw(st.integers(1, 3))
    base = draw(st.one_of(st.integers(700 * quantity, 3_900), st.integers(9_000, 30_000)))
    family = draw(st.sampled_from(_FAMILIES[kind]))
    price = draw(st.one_of(st.none(), st.integers(base, base * 4), st.integers(700 * quantity, base)))
    if family is Family.HOSPITAL_DAY:
        price = None  # a stay's price is what is owed for it
    detail = draw(details() if family is Family.OPTICS_LENS else st.one_of(st.just(PLAIN), details()))
    return Line(number, "", family, quantity, price, base_cents=base, detail=detail)


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    """A stay of any kind."""
    return Stay(
        draw(st.sampled_from(["s1", "s2"])),
        draw(st.integers(1, 45)),
        kind=draw(st.sampled_from(StayKind)),
        end=draw(st.sampled_from(StayEnd)),
        psychiatric=draw(st.booleans()),
        days_before=draw(st.integers(0, 40)),
        costly_act=draw(st.booleans()),
    )


@st.composite
def cares(draw: st.DrawFn, most_lines: int = 3) -> Care:
    """An invoice of any professional, in or out of the pathway, anywhere."""
    count = draw(st.integers(1, most_lines))
    kind = draw(st.sampled_from([kind for kind in ProfessionalKind if _FAMILIES[kind]]))
    drawn = [draw(lines(number, kind)) for number in range(1, count + 1)]
    in_hospital = [line for line in drawn if line.family is Family.HOSPITAL_DAY]
    drawn = [line for line in drawn if line not in in_hospital[1:]]  # one line for the days of a stay
    return Care(
        draw(st.binary(min_size=16, max_size=16)),
        draw(_CARE_DAYS),
        draw(st.sampled_from(Pathway)),
        draw(st.sampled_from(Setting)),
        Professional(kind, draw(st.sampled_from(Sector)), draw(st.sampled_from("ab"))),
        tuple(drawn),
        third_party_payment=draw(st.booleans()),
        related_to_exemption=draw(st.sampled_from([None, True, False])),
        stay=draw(stays()) if in_hospital else None,
        hospitalised_after=draw(st.booleans()),
        below_cure_ceiling=draw(st.booleans()),
    )


@st.composite
def guarantees(draw: st.DrawFn) -> Guarantee:
    """Any guarantee, for the line, the act or a budget."""
    kind = draw(st.sampled_from(GuaranteeKind))
    per = draw(st.sampled_from([Per.LINE, Per.ACT, *_BUDGETS])) if kind is GuaranteeKind.EUROS else Per.LINE
    return Guarantee(
        kind,
        draw(st.integers(0, 40_000)),
        includes_amo=draw(st.booleans()) and per not in _BUDGETS,
        per=per,
        budget="shared" if per in _BUDGETS else "",
        times_a_year=draw(st.sampled_from([0, 0, 1, 3])),
        sectors=draw(st.sampled_from(SectorScope)),
    )


@st.composite
def contracts(draw: st.DrawFn, fewest: int = 0) -> Contract:
    """A contract with up to three guarantees."""
    promised = tuple(draw(st.lists(guarantees(), min_size=fewest, max_size=3)))
    number = draw(st.sampled_from(["12345678", "87654321"]))
    return Contract(number, promised, c2s=draw(st.booleans()), responsible=draw(st.booleans()))


_HELD: Final = st.lists(contracts(), max_size=2, unique_by=lambda contract: contract.amc_number)


@st.composite
def covers(draw: st.DrawFn, held: st.SearchStrategy[list[Contract]] = _HELD) -> Cover:
    """A person with any situations and up to two contracts, or those of `held`."""
    signed = tuple(draw(held))
    exemptions = frozenset(draw(st.lists(st.sampled_from(Exemption), max_size=2)))
    if not any(contract.pays_c2s for contract in signed):
        exemptions -= {Exemption.C2S}
    return Cover(
        draw(st.dates(date(1940, 1, 1), date(2018, 12, 31))),
        draw(st.sampled_from(["01", "02"])),
        alsace_moselle=draw(st.booleans()),
        exemptions=exemptions,
        contracts=signed,
    )


@st.composite
def uses(draw: st.DrawFn) -> list[Use]:
    """Flat charges of other receipts, and debts of which a part may be recovered already."""
    charges = [
        Use(
            draw(st.sampled_from([Counter.PARTICIPATION, Counter.FRANCHISE])),
            draw(st.sampled_from(["a", "b", "box", "act:a", "trip:a"])),
            draw(DAYS),
            draw(st.integers(100, 800)),
            b"before",
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    made_by = st.tuples(st.sampled_from(_DEBTS), st.sampled_from(_ORIGINS))
    owed = [  # a receipt leaves one debt of a kind at most
        Use(counter, "", draw(DAYS), draw(st.integers(50, 1_200)), origin)
        for counter, origin in draw(st.lists(made_by, max_size=3, unique=True))
    ]
    taken = [
        Use(debt.counter, debt.receipt_id.hex(), debt.day, -draw(st.integers(1, debt.amount_cents)), b"later")
        for debt in owed
        if draw(st.booleans())
    ]
    return charges + owed + taken
