"""Every family of care through intake: what each needs, what only some take, and what contradicts itself."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from contracts.envelope import open_value
from reimbursement.model import Family, ProfessionalKind
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import OUTCOME, House, claim, opened, tables
from tests.teletransmission.small_tables import beside
from vitale.claim.v1.claim_pb2 import (
    PATHWAY_IN,
    PATHWAY_NOT_CONCERNED,
    PATHWAY_OUT,
    Claim,
    ClaimLine,
    LineDetail,
    Stay,
)
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim

pytestmark = pytest.mark.asyncio

STAY = Stay(stay_id="STAY-1", nights=3)
IN_STAY = {"setting": "hospital_stay", "stay": STAY}


@pytest_asyncio.fixture
async def house(memory: MemoryClaimStore) -> AsyncIterator[House]:
    """An open intake whose tables hold acts of more families."""
    async with opened(memory, rules=beside(tables())) as found:
        yield found


def line(code: str, family: str = "", **changes: object) -> ClaimLine:
    usual = {"line_no": 1, "act_code": code, "family": family, "price_cents": 5_000}
    return ClaimLine(**{**usual, **changes})  # type: ignore[arg-type]  # what the test states


def stated(code: str, family: str, **changes: object) -> ClaimLine:
    """An act that no table holds, with its base."""
    return line(code, family, **{"base_cents": 2_000, **changes})


def told(answer: Acknowledgement) -> list[tuple[str, str]]:
    return [(violation.field, violation.code) for violation in answer.violations]


def detailed(code: str, family: str, **detail: object) -> ClaimLine:
    return stated(code, family, detail=LineDetail(**detail))  # type: ignore[arg-type]  # what the test states


EVERY_FAMILY = [
    ("gp", "G", "consultation"),
    ("gp", "VG", "visit"),
    ("specialist", "DEQP003", "technical_act"),
    ("radiologist", "XXQK002", "imaging"),
    ("midwife", "XSF", "midwife"),
    ("dentist", "XXJD001", "dental_care"),
    ("dentist", "XXLD038", "dental_prosthesis"),
    ("dentist", "XTO", "orthodontics"),
    ("nurse", "XAMI", "auxiliary"),
    ("biologist", "0126", "biology"),
    ("other", "ZZQX180", "anatomo_pathology"),
    ("pharmacist", "3400912345678", "medicine_100"),
    ("pharmacist", "3400912345678", "medicine_65"),
    ("pharmacist", "3400912345678", "medicine_30"),
    ("pharmacist", "XPH", "medicine_15"),
    ("pharmacist", "XPH8", "homeopathy"),
    ("other", "1234567", "lpp"),
    ("other", "4100010", "wheelchair"),
    ("other", "1219943", "wheelchair_rental"),
    ("optician", "2223342", "optics_frame"),
    ("optician", "2203240", "optics_lens"),
    ("audiologist", "2355084", "hearing_aid"),
    ("transporter", "XVSL", "transport"),
    ("other", "1234", "hospital_day"),
    ("other", "XSTH", "cure"),
    ("gp", "XSTM", "cure_supervision"),
    ("other", "XTRC", "cure_travel"),
    ("other", "XHEB", "cure_lodging"),
    ("psychologist", "XPSY", "psychologist"),
    ("nurse", "XMCI", "surcharge"),
]


async def test_a_practice_can_bill_every_family_of_the_rules(house: House) -> None:
    assert {family for _, _, family in EVERY_FAMILY} == {family.value for family in Family}
    for number, (kind, code, family) in enumerate(EVERY_FAMILY):
        sent = line(code, family) if code in tables().acts else stated(code, family)
        facts = IN_STAY if family == "hospital_day" else {}
        answer = await house.practice(specialty=kind).one(claim(f"F-{number}", lines=[sent], **facts))
        assert told(answer) == [], family


NO_CONSULTATION = {"pharmacist", "biologist", "optician", "audiologist", "transporter", "other"}


@pytest.mark.parametrize("kind", list(ProfessionalKind))
async def test_who_gives_no_consultation_bills_none(house: House, kind: ProfessionalKind) -> None:
    answer = await house.practice(specialty=kind).one(claim(lines=[line("G", "consultation")]))
    assert told(answer) == ([("lines[0].family", "INVALID_ARGUMENT")] if kind in NO_CONSULTATION else [])


UNSOUND = [
    # codes and families
    ("lines[0].act_code", line("XVSL", "transport")),  # in no table: the base is missing
    ("lines[0].act_code", stated("3400912345678", "lpp")),
    ("lines[0].act_code", stated("1234567", "medicine_65")),
    ("lines[0].act_code", stated("DEQP003", "transport")),
    ("lines[0].act_code", stated("xvsl", "transport")),
    ("lines[0].act_code", stated("ABCDEFG", "transport")),
    ("lines[0].act_code", stated("", "transport")),
    ("lines[0].family", stated("XVSL", "")),
    ("lines[0].family", stated("XVSL", "hovercraft")),
    ("lines[0].family", line("XPH2", "medicine_100")),
    ("lines[0].family", line("G", "visit")),
    # coefficients
    ("lines[0].coefficient_milli", line("XAMS")),
    ("lines[0].coefficient_milli", line("XAMS", coefficient_milli=10_000_000)),
    ("lines[0].coefficient_milli", line("XPH2", coefficient_milli=7_500)),
    ("lines[0].base_cents", line("XAMS", coefficient_milli=7_500, base_cents=1_658)),
    # prices that are not said
    ("lines[0].price_unstated", line("XPH2", price_unstated=True, price_cents=0)),
    ("lines[0].price_unstated", line("XPH2", price_unstated=True, price_cents=480)),
    # details
    ("lines[0].detail.modifiers", detailed("DEQP003", "technical_act", modifiers=["K", "K"])),
    ("lines[0].detail.modifiers", detailed("DEQP003", "technical_act", modifiers=["A", "B", "C", "D", "E"])),
    ("lines[0].detail.modifiers[1]", detailed("DEQP003", "technical_act", modifiers=["K", "kk"])),
    ("lines[0].detail.modifiers", detailed("XVSL", "transport", modifiers=["K"])),
    ("lines[0].detail.activity", detailed("DEQP003", "technical_act", activity="6")),
    ("lines[0].detail.phase", detailed("DEQP003", "technical_act", phase="9")),
    ("lines[0].detail.association", detailed("DEQP003", "technical_act", association="0")),
    ("lines[0].detail.association", detailed("XVSL", "transport", association="1")),
    ("lines[0].detail.prevention", detailed("DEQP003", "technical_act", prevention="luck")),
    ("lines[0].detail.basket", detailed("2203240", "optics_lens", basket="gold")),
    ("lines[0].detail.basket", detailed("XVSL", "transport", basket="free")),
    ("lines[0].detail.correction", detailed("2203240", "optics_lens", correction="strong")),
    ("lines[0].detail.correction", detailed("2355084", "hearing_aid", correction="simple")),
    ("lines[0].detail.side", detailed("2355084", "hearing_aid", side="both")),
    ("lines[0].detail.side", detailed("2203240", "optics_lens", side="left")),
    ("lines[0].detail.generic_refused", detailed("XVSL", "transport", generic_refused=True)),
    ("lines[0].detail.sight_changed", detailed("2355084", "hearing_aid", sight_changed=True)),
]


@pytest.mark.parametrize(("field", "sent"), UNSOUND)
async def test_a_line_that_its_family_cannot_have_is_told_by_its_path(
    house: House, field: str, sent: ClaimLine
) -> None:
    answer = await house.practice().one(claim(lines=[sent]))
    assert answer.outcome == OUTCOME.OUTCOME_REJECTED
    assert [violation.field for violation in answer.violations] == [field]
    assert answer.violations[0].reason
    assert answer.violations[0].advice


def days(**changes: object) -> ClaimLine:
    return stated("1234", "hospital_day", **{"price_cents": 300_000, "base_cents": 250_000, **changes})


def stay(**changes: object) -> Stay:
    return Stay(**{"stay_id": "STAY-1", "nights": 3, **changes})  # type: ignore[arg-type]  # what the test states


def in_stay(found: Stay, **changes: object) -> SubmittedClaim:
    usual = {"setting": "hospital_stay", "stay": found, "lines": [days()]}
    return claim("F-1", **{**usual, **changes})


CONTRADICTIONS = [
    ("stay", claim(setting="hospital_stay", lines=[days()])),
    ("setting", in_stay(stay(), setting="office")),
    ("stay.stay_id", in_stay(stay(stay_id=""))),
    ("stay.stay_id", in_stay(stay(stay_id="séjour"))),
    ("stay.nights", in_stay(stay(nights=0))),
    ("stay.nights", in_stay(stay(nights=3_661))),
    ("stay.daily_price_cents", in_stay(stay(daily_price_cents=-1))),
    ("stay.daily_price_cents", in_stay(stay(daily_price_cents=10**8))),
    ("stay.kind", in_stay(stay(kind="overnight"))),
    ("stay.end", in_stay(stay(end="never"))),
    ("stay.days_before", in_stay(stay(days_before=3_661))),
    ("lines", in_stay(stay(), lines=[days(), days(line_no=2)])),
    ("access", claim(access="by chance")),
    ("access", claim(access="not_respected", pathway=PATHWAY_IN)),
    ("access", claim(access="referred", pathway=PATHWAY_OUT)),
    ("hospitalised_after", claim(hospitalised_after=True)),
    ("below_cure_ceiling", claim(below_cure_ceiling=True)),
    (
        "third_party_payment",
        claim(lines=[detailed("XPH7", "medicine_65", generic_refused=True)], third_party_payment=True),
    ),
]


@pytest.mark.parametrize(("field", "sent"), CONTRADICTIONS)
async def test_a_claim_that_contradicts_itself_is_told_by_the_field_to_correct(
    house: House, field: str, sent: SubmittedClaim
) -> None:
    answer = await house.practice(specialty="gp").one(sent)
    assert told(answer) == [(field, "INVALID_ARGUMENT")]
    assert answer.violations[0].advice


SOUND = [
    claim(lines=[line("XAMS", coefficient_milli=7_500)]),
    claim(lines=[line("XAMS", "auxiliary", coefficient_milli=7_500)]),
    claim(lines=[line("XB", coefficient_milli=70_000, base_cents=1_750)]),  # the key letter has no value in force
    claim(lines=[line("XB", coefficient_milli=70_000)]),  # parked by name until it has
    claim(lines=[line("XTR", base_cents=4_000)]),
    claim(lines=[line("MCS", "surcharge")]),
    claim(lines=[stated("K", "technical_act", act_code="DEQP003", coefficient_milli=60_000)]),
    claim(lines=[line("", "hearing_aid", detail=LineDetail(side="left", basket="hundred_percent_sante"))]),
    claim(lines=[detailed("DEQP003", "technical_act", modifiers=["K", "7"], activity="4", phase="1", association="2")]),
    claim(lines=[detailed("2203240", "optics_lens", basket="free", correction="complex", sight_changed=True)]),
    claim(lines=[detailed("XPH7", "medicine_65", generic_refused=True)]),
    claim(lines=[detailed("XXQK002", "imaging", prevention="breast_screening")]),
    claim(access="direct_access", pathway=PATHWAY_IN),
    claim(access="not_respected", pathway=PATHWAY_OUT),
    claim(access="no_treating_doctor", pathway=PATHWAY_NOT_CONCERNED),
    claim(setting="emergency", hospitalised_after=True),
    claim(lines=[stated("XTRC", "cure_travel")], below_cure_ceiling=True),
    in_stay(stay(kind="full", end="death", psychiatric=True, days_before=28, costly_act=True, daily_price_cents=0)),
    in_stay(stay(), lines=[days(price_cents=0, price_unstated=True)]),
    in_stay(stay(nights=0), lines=[stated("DEQP003", "technical_act")]),  # an act done in a stay billed elsewhere
]


@pytest.mark.parametrize("sent", SOUND)
async def test_what_a_family_may_say_is_taken(house: House, sent: SubmittedClaim) -> None:
    assert told(await house.practice().one(sent)) == []


async def test_a_code_of_sector_2_has_its_tariff_there_and_others_have_not(house: House) -> None:
    sent = claim(lines=[line("XWW", base_cents=5_000)])
    for sector, refused in (("1", True), ("2", True), ("3", False)):
        answer = await house.practice(sector, sector=sector).one(sent)
        assert told(answer) == ([("lines[0].base_cents", "INVALID_ARGUMENT")] if refused else []), sector


async def test_a_key_letter_has_one_value_in_every_sector(house: House) -> None:
    sent = claim(lines=[line("XAMS", coefficient_milli=7_500, base_cents=1_658)])
    for sector in ("1", "2", "3", ""):
        answer = await house.practice(sector or "0", sector=sector).one(sent)
        assert told(answer) == [("lines[0].base_cents", "INVALID_ARGUMENT")]


async def test_what_was_said_of_the_care_is_what_travels(house: House, memory: MemoryClaimStore) -> None:
    sent = in_stay(stay(daily_price_cents=80_000, days_before=2), access="emergency")
    sent.lines[0].coefficient_milli = 5
    in_emergency = claim(setting="emergency", hospitalised_after=True)
    in_cure = claim(lines=[stated("XHEB", "cure_lodging")], below_cure_ceiling=True)
    for number, one in enumerate((sent, in_emergency, in_cure)):
        assert told(await house.practice(str(number)).one(one)) == []
    first, second, third = (Claim.FromString(open_value(record.value)) for record in memory.outbox)
    assert first.stay == stay(daily_price_cents=80_000, days_before=2, kind="full", end="home")
    assert (first.access, first.lines[0].coefficient_milli) == ("emergency", 5)
    assert (second.hospitalised_after, second.HasField("stay")) == (True, False)
    assert third.below_cure_ceiling


async def test_fields_that_this_build_does_not_know_do_not_travel(house: House, memory: MemoryClaimStore) -> None:
    newer = claim()
    newer.lines[0].MergeFromString(bytes.fromhex("f80701"))  # field 127, a number
    assert newer.lines[0].SerializeToString() != claim().lines[0].SerializeToString()
    first, again = await house.practice().one(claim()), await house.practice().one(newer)
    assert first == again
    assert Claim.FromString(open_value(memory.outbox[0].value)).lines[0].ByteSize() == claim().lines[0].ByteSize()
