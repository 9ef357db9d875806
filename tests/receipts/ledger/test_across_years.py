"""Uses of other years come back from the database with a claim, and new ones go to the rows where they belong."""

from datetime import date

import pytest

from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import CAMILLE, a_claim, nursing, paid_directly, some_rights
from vitale.claim.v1.claim_pb2 import Claim, LineDetail
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, SubjectYear

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def issue(ledger: Ledger, claim: Claim) -> ReceiptIssued:
    """The receipt of a claim in a flush of its own."""
    (event,) = await ledger.events(ledger.log.claim(claim))
    assert event.HasField("receipt_issued"), event
    return event.receipt_issued


async def amounts(ledger: Ledger) -> dict[int, list[int]]:
    """Amounts of debts and recoveries by row."""
    rows = await ledger.pool.fetch("select year, body from subject_year where generation = $1", ledger.generation)
    years = {row["year"]: SubjectYear.FromString(row["body"]).uses for row in rows}
    return {year: [use.amount_cents for use in uses if use.counter > 20] for year, uses in years.items()}


def hearing_aid(claim_id: str, care_date: str) -> Claim:
    """A hearing aid for the left ear."""
    claim = a_claim(claim_id, care_date=care_date, act_code="AID", price_cents=140_000, base_cents=40_000)
    claim.performer.kind, claim.performer.sector, claim.setting = "audiologist", "", "audiologist"
    claim.lines[0].family = "hearing_aid"
    claim.lines[0].detail.CopyFrom(LineDetail(side="left", basket="free"))
    return claim


async def test_a_debt_of_last_year_is_recovered_beside_itself(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    await issue(ledger, paid_directly(nursing("A", "2024-12-30")))
    paid = await issue(ledger, a_claim("B", care_date="2025-01-10"))
    later = await issue(ledger, a_claim("C", care_date="2024-12-31"))

    assert [recovery.amount_cents for recovery in paid.recoveries] == [100]
    assert not later.recoveries
    assert await amounts(ledger) == {2024: [100, -100], 2025: []}


@pytest.mark.parametrize(("second", "base"), [("2025-05-04", 0), ("2025-05-06", 40_000), ("2017-05-06", 0)])
async def test_a_hearing_aid_is_looked_for_in_the_years_around(ledger: Ledger, second: str, base: int) -> None:
    """Four years from day to day, also for a claim that comes after one of later care."""
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    await issue(ledger, hearing_aid("A", "2021-05-05"))

    assert (await issue(ledger, hearing_aid("B", second))).lines[0].base_cents == base


async def test_one_flush_reads_every_row_that_its_claims_look_at_and_no_other(ledger: Ledger) -> None:
    await ledger.activated()
    other = b"D" * 16
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.rights(some_rights(other)))
    for name, subject, day in (("A", CAMILLE, "2019-03-03"), ("B", CAMILLE, "2024-03-03"), ("C", other, "2024-03-03")):
        await issue(ledger, paid_directly(a_claim(name, subject_id=subject, care_date=day)))
    old, new, foreign = await ledger.events(
        ledger.log.claim(a_claim("D", care_date="2019-04-04")),
        ledger.log.claim(a_claim("E", care_date="2025-04-04")),
        ledger.log.claim(a_claim("F", subject_id=other, care_date="2025-04-04")),
    )

    days = [
        [date.fromordinal(date(1970, 1, 1).toordinal() + r.day).year for r in event.receipt_issued.recoveries]
        for event in (old, new, foreign)
    ]
    assert days == [[2019], [2024], [2024]]


async def test_what_a_row_says_of_amo_is_what_it_pays_now(ledger: Ledger) -> None:
    """After recoveries, and without the line of the local scheme."""
    await ledger.activated()
    rights = some_rights()
    rights.coverages[0].alsace_moselle = True
    await ledger.apply(ledger.log.rights(rights))
    await issue(ledger, paid_directly(a_claim("A")))
    receipt = await issue(ledger, a_claim("B"))
    row = await ledger.pool.fetchrow(
        "select * from entry where generation = $1 order by seq desc limit 1", ledger.generation
    )

    assert row is not None
    assert (row["amo_cents"], row["amc_cents"], row["patient_cents"]) == (1700, 0, 700)
    assert receipt.price_cents == row["amo_cents"] + receipt.local_scheme_cents + 700
