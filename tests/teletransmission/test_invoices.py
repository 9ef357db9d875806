"""B2 invoices as claims and claims as B2 invoices: both ways say the same, and what is left behind is listed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import b2
from identifiers import nir_key
from reimbursement.model import ProfessionalKind, Sector
from teletransmission.catalogue import TablesCatalogue
from teletransmission.invoices.acts import TariffActs
from teletransmission.invoices.making import Hindrance, Office, make
from teletransmission.invoices.returns import arl_of, place_of
from teletransmission.invoices.taking import Taken, take
from teletransmission.invoices.words import LETTERS, WAYS
from teletransmission.practice import Practice
from tests.b2 import golden
from tests.teletransmission.house import MOTHER_NIR, PARIS, claim, tables
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT, ClaimLine, LineDetail, Stay
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, CardContext, ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey

ACTS = TariffActs(TablesCatalogue(tables()), Practice("1", ProfessionalKind.GP, Sector.ONE, PARIS))
OFFICE = Office(golden.PS, "01", "751")


def invoices(*lines: str) -> list[b2.Invoice]:
    reading = b2.read(golden.data(*lines))
    found, faults = b2.check(reading.file)
    assert (reading.faults, faults) == ((), [])
    return list(found)


def taken(*lines: str) -> Taken:
    [invoice] = invoices(*lines)
    return take(invoice, ACTS)


def test_a_consultation_is_a_claim() -> None:
    assert taken(*golden.CONSULTATION).claim == SubmittedClaim(
        claim_id="000000123",
        key=BeneficiaryKey(opener_nir=golden.NIR + golden.KEY, birth_date="1984-05-17", birth_rank=1),
        care_date="2026-11-22",
        pathway=PATHWAY_IN,
        access="treating_doctor",
        lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_000)],
    )


def test_a_technical_act_has_its_code_its_detail_and_states_its_base() -> None:
    found = taken(*golden.TECHNICAL)
    assert found.claim is not None
    [line] = found.claim.lines
    assert (line.act_code, line.family, line.base_cents) == ("YYYY001", "technical_act", 6_912)
    assert line.detail == LineDetail(modifiers=["K"], activity="1", phase="0")
    assert found.claim.third_party_payment


def test_a_key_letter_has_its_coefficient_in_thousandths() -> None:
    found = taken(*golden.BIOLOGY).claim
    assert found is not None
    assert (found.lines[0].act_code, found.lines[0].coefficient_milli) == ("B", 40_000)


def test_every_field_that_says_something_is_in_the_claim_or_noted() -> None:
    noted = {(note.kind, note.field) for note in taken(*golden.CONSULTATION).notes}
    assert noted >= {
        ("2", "regime"),
        ("2", "caisse"),
        ("2", "oc_number"),
        ("2", "insurance"),
        ("4", "amo"),
        ("4", "rate"),
    }
    assert ("4", "fees") not in noted
    biology = {(note.record, note.kind, note.field) for note in taken(*golden.BIOLOGY).notes}
    assert {(5, "4B", "nabm_1"), (5, "4B", "quantity_2")} <= biology
    odd = (golden.header(p79="9"), golden.extension(p121="B", p48="35"), golden.act(p83="000200"), golden.totals())
    partly = {(note.kind, note.field) for note in taken(*odd).notes}
    assert {("2", "exoneration"), ("2S", "pathway"), ("2S", "addressee"), ("4", "coefficient"), ("4", "base")} <= partly


def two_acts(**second: str) -> tuple[str, ...]:
    sums = golden.totals(p39="002", p58="00006000", p66="00004200", p74="00001800", p90="00001800")
    return (golden.header(), golden.extension(), golden.act(), golden.act(**second), sums)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (two_acts(p70="261123"), (4, "care_day")),
        (two_acts(p54="4"), (4, "exoneration")),
        (golden.STAY, (3, "type")),
        ((golden.header(), golden.act(), golden.totals()), (1, "pathway")),
        ((golden.header(), golden.extension(p121=" "), golden.act(), golden.totals()), (2, "pathway")),
        ((*golden.TECHNICAL[:4], golden.TECHNICAL[4], *golden.TECHNICAL[4:]), (6, "ccam")),
    ],
)
def test_what_cannot_be_one_claim_is_named_and_not_bent(lines: tuple[str, ...], place: tuple[int, str]) -> None:
    found = taken(*lines)
    assert found.claim is None
    assert place in [(fault.record, fault.field) for fault in found.faults]


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("180203", "2018-02-03"), ("261122", "2026-11-22"), ("261123", "1926-11-23"), ("501340", "1950-13-40")],
)
def test_the_century_of_a_birth_is_the_last_before_the_care(birth: str, expected: str) -> None:
    found = taken(golden.header(p96=birth), *golden.CONSULTATION[1:]).claim
    assert found is not None
    assert found.key.birth_date == expected


def test_an_opener_of_rights_is_no_child() -> None:
    nir = "2160599999001"
    number = nir + nir_key(nir)
    lines = [each.replace(golden.NIR + golden.KEY, number) for each in golden.CONSULTATION]
    lines[0] = lines[0].replace("840517", "160517")
    found = taken(*lines).claim
    assert found is not None
    assert found.key.birth_date == "1916-05-17"


def test_every_indicator_has_its_pathway() -> None:
    assert {WAYS[letter][0] for letter in "TNODUHRABJVYKL"} == {PATHWAY_IN}
    assert {WAYS[letter][0] for letter in "SPEIWFCZ"} == {PATHWAY_OUT}
    assert {WAYS[letter][0] for letter in "XG"} == {PATHWAY_NOT_CONCERNED}
    assert all(WAYS[letter] == way for way, letter in LETTERS.items())


PLAIN = st.builds(
    ClaimLine,
    act_code=st.sampled_from(["G", "GS", "C", "VG"]),
    quantity=st.integers(1, 99),
    price_cents=st.integers(0, 9_999_999),
)
KEYED = st.builds(
    ClaimLine,
    act_code=st.just("AMI"),
    quantity=st.integers(1, 99),
    price_cents=st.integers(0, 9_999_999),
    coefficient_milli=st.integers(1, 9_999).map(lambda hundredths: hundredths * 10),
)
TECHNICAL = st.builds(
    ClaimLine,
    act_code=st.sampled_from(["YYYY001", "YYYY990", "ZZQX123"]).filter(lambda code: not ACTS.catalogue.knows(code)),
    family=st.sampled_from(["technical_act", "imaging"]),
    quantity=st.integers(1, 99),
    price_cents=st.integers(0, 9_999_999),
    base_cents=st.integers(1, 9_999_999),
    detail=st.none()
    | st.builds(
        LineDetail,
        modifiers=st.lists(st.sampled_from("KFU7"), unique=True, max_size=4),
        activity=st.sampled_from(["", "1", "4"]),
        phase=st.sampled_from(["", "0", "1"]),
        association=st.sampled_from(["", "2"]),
    ).filter(lambda detail: bool(detail.ByteSize())),
)


@st.composite
def claims(draw: st.DrawFn) -> SubmittedClaim:
    drawn = draw(st.lists(PLAIN | KEYED | TECHNICAL, min_size=1, max_size=5))
    for number, line in enumerate(drawn, start=1):
        line.line_no = number
    pathway, access = draw(st.sampled_from(sorted(LETTERS)))
    return SubmittedClaim(
        claim_id=draw(st.from_regex("[0-9]{9}", fullmatch=True)),
        key=BeneficiaryKey(opener_nir=MOTHER_NIR, birth_date="2018-02-03", birth_rank=draw(st.integers(0, 9))),
        care_date=draw(st.dates(date(2019, 1, 1), date(2079, 12, 31))).isoformat(),
        pathway=pathway,
        access=access,
        third_party_payment=draw(st.booleans()),
        related_to_exemption=draw(st.booleans()),
        lines=drawn,
    )


@settings(deadline=None, max_examples=100)
@given(claims())
def test_a_claim_written_as_an_invoice_holds_and_is_read_as_the_same_claim(sent: SubmittedClaim) -> None:
    made = make(sent, OFFICE)
    assert isinstance(made, b2.Invoice), made
    reading = b2.read(b2.write(b2.File(tuple(made.records()))))
    [invoice], faults = b2.check(reading.file)
    assert (reading.faults, faults) == ((), [])
    assert take(invoice, ACTS).claim == sent


NOT_WRITTEN = [
    (claim("F-1"), "claim_id"),
    (claim("1" * 9, key=BeneficiaryKey(opener_nir="28405", birth_date="1984-05-17")), "key.opener_nir"),
    (claim("1" * 9, context=CardContext(token="x")), "key"),
    (claim("1" * 9, care_date="2026-02-30"), "care_date"),
    (claim("1" * 9), "access"),
    (claim("1" * 9, setting="emergency"), "setting"),
    (claim("1" * 9, paper=True), "paper"),
    (claim("1" * 9, stay=Stay(stay_id="S")), "stay"),
    (claim("1" * 9, lines=[ClaimLine(line_no=1, act_code="G+MEG")]), "lines[0].act_code"),
    (
        claim("1" * 9, lines=[ClaimLine(line_no=1, act_code="G", detail=LineDetail(side="left"))]),
        "lines[0].detail.side",
    ),
    (claim("1" * 9, lines=[]), "lines"),
]


@pytest.mark.parametrize(("sent", "field"), NOT_WRITTEN)
def test_what_b2_has_no_place_for_is_refused_by_its_field(sent: SubmittedClaim, field: str) -> None:
    made = make(sent, OFFICE)
    assert isinstance(made, tuple)
    assert field in [hindrance.field for hindrance in made if isinstance(hindrance, Hindrance)]
    assert MOTHER_NIR not in " ".join(map(str, made))


def test_acknowledgements_are_an_arl_with_the_place_of_each_reason() -> None:
    answer = Acknowledgement(
        claim_id="000000123",
        outcome=Acknowledgement.OUTCOME_REJECTED,
        acknowledgement_id="ab" * 12,
        violations=[ClaimViolation(field="lines[0].price_cents", code="NEGATIVE_PRICE", reason="é", advice="b")],
    )
    day = invoices(*golden.CONSULTATION)[0].lines[0].act.day("care_day")
    assert day is not None
    arl = arl_of([answer], lot_id="7", lot_day=day, arl_day=day)
    [result] = arl.results
    assert (arl.sign, result.sign, result.return_id) == ("-", "-", "AB" * 12)
    assert (result.reasons[0].field, result.reasons[0].label) == ("LINES[0].PRICE_CENTS", "?. B")
    [invoice] = invoices(*golden.CONSULTATION)
    assert place_of("lines[0].price_cents", invoice) == "record 3 (type 4) fees"
    assert place_of("key.opener_nir", invoice) == "record 1 (type 2) insured_nir"
    assert place_of("pathway", invoice) == "record 2 (type 2S) pathway"
