"""A practice bills a day on the real house and reconciles it to the cent: list, ledger and return file agree."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.tools.returns.town import Town, town
from tools.returns.layout import load
from tools.returns.lines import read
from tools.returns.model import AMOUNTS
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_pb2 import ClaimLine

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

SETTLED, REFUSED, WAITING, ASIDE = 60, 3, 2, 4
UNSETTLED = {pb.CLAIM_STATE_ACCEPTED, pb.CLAIM_STATE_WAITING}


def day_of_bills(town: Town) -> list[pb.SubmittedClaim]:
    """Bills in three lots: most are settled, some meet closed rights, unknown rights, or a tariff nobody published."""
    visit = [ClaimLine(line_no=1, act_code="VG", family="visit", quantity=1, price_cents=4_000)]
    numbers = iter(range(SETTLED + REFUSED + WAITING + ASIDE))
    bills = [town.claim(next(numbers), lot=1) for _ in range(SETTLED)]
    bills += [town.before_birth(next(numbers), lot=2) for _ in range(REFUSED)]
    bills += [town.claim(next(numbers), lot=3, rights_revision=99) for _ in range(WAITING)]
    return bills + [town.claim(next(numbers), lot=3, lines=visit) for _ in range(ASIDE)]


async def all_pages(town: Town, **asked: object) -> list[pb.ListClaimsResponse]:
    pages = [await town.page(page_size=20, **asked)]
    while cursor := pages[-1].next_cursor:
        pages.append(await town.page(page_size=20, cursor=cursor, **asked))
    return pages


async def heard_of_all(town: Town, day: str) -> None:
    # A claim waits for a moment while the rights of its person are on their way; only those of unknown rights stay so.
    settled: Counter[int] = Counter()
    async with asyncio.timeout(60):
        while settled.total() < SETTLED + REFUSED + ASIDE:
            await asyncio.sleep(0.1)
            totals = (await town.page(day=day, page_size=1)).totals
            settled = Counter({total.state: total.count for total in totals if total.state not in UNSETTLED})


async def test_a_practice_reconciles_its_day_to_the_cent(tmp_path: Path) -> None:
    async with town() as place:
        bills = day_of_bills(place)
        answers = [*await place.submit(bills), *await place.submit(bills)]
        assert {answer.outcome for answer in answers} == {pb.Acknowledgement.OUTCOME_ACCEPTED}, answers
        day = place.today.isoformat()
        await heard_of_all(place, day)
        pages = await all_pages(place, day=day)
        lots = {lot: (await place.page(lot=lot)).whole for lot in (1, 2, 3)}
        receipts = await place.receipts()
        file = tmp_path / "returns.txt"
        await place.tool("tools.returns", "--day", day, "--out", str(file))

    listed = [claim for page in pages for claim in page.claims]
    assert sorted(claim.claim_id for claim in listed) == sorted(bill.claim_id for bill in bills)
    assert Counter(claim.outcome.state for claim in listed) == {
        pb.CLAIM_STATE_ADJUDICATED: SETTLED,
        pb.CLAIM_STATE_REJECTED: REFUSED,
        pb.CLAIM_STATE_WAITING: WAITING,
        pb.CLAIM_STATE_PARKED: ASIDE,
    }
    assert {claim.outcome.code for claim in listed} == {"", "RIGHTS_CLOSED", "NOT_ESTABLISHED"}
    assert pages[0].to_retry == REFUSED

    [settled] = [total for total in pages[0].totals if total.state == pb.CLAIM_STATE_ADJUDICATED]
    assert len(receipts) == settled.count == SETTLED
    assert settled.price_cents == sum(receipt.price_cents for receipt in receipts) == SETTLED * 3_000
    assert settled.amo_cents == sum(receipt.amo_paid_cents for receipt in receipts) > 0
    assert settled.local_scheme_cents == sum(receipt.local_scheme_cents for receipt in receipts)
    assert settled.amc_cents == sum(receipt.amc_cents for receipt in receipts) > 0
    assert settled.patient_cents == sum(receipt.patient_cents for receipt in receipts)

    whole = pages[-1].whole
    assert {name: sum(getattr(lot, name) for lot in lots.values()) for name in AMOUNTS} == {
        name: getattr(whole, name) for name in AMOUNTS
    }
    closing = read(file.read_text(encoding="ascii"), load())[-1].values
    assert closing == {name: getattr(whole, name) for name in (*AMOUNTS, "count")}
