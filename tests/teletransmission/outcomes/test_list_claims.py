"""ListClaims through the door: by day and lot, paged, with totals of the whole and what to send again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import DomainError, ErrorCode
from teletransmission.outcomes.progress import take
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import REUNION, House, claim, opened
from tests.teletransmission.outcomes.entries import entry, issued, parked, rejected, waiting
from vitale.claim.v1 import claim_service_pb2 as pb

pytestmark = pytest.mark.asyncio


async def day_of_work(house: House, outcomes: MemoryOutcomeStore) -> None:
    """Seven claims: two settled, one refused, one waiting, one set aside, two of which nothing came back."""
    await house.practice().submit(*(claim(f"F-{number}", lot=1 + number % 2) for number in range(1, 8)))
    events = (issued("F-1"), issued("F-2", price=5_000), rejected("F-3"), waiting("F-4"), parked("F-5"))
    taken = take([entry(event, seq) for seq, event in enumerate(events, start=1)], {})
    await outcomes.keep(taken)


async def test_a_day_is_listed_once_over_pages_and_its_totals_are_of_the_whole() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        await day_of_work(house, outcomes)
        first = await house.practice().page(day="2026-03-10", page_size=4)
        second = await house.practice().page(day="2026-03-10", page_size=4, cursor=first.next_cursor)
    listed = [*first.claims, *second.claims]
    assert sorted(one.claim_id for one in listed) == [f"F-{number}" for number in range(1, 8)]
    assert (len(first.claims), second.next_cursor) == (4, "")
    assert (first.totals, first.whole, first.to_retry) == (second.totals, second.whole, second.to_retry)
    assert (first.whole.count, first.whole.price_cents, first.whole.state) == (7, 8_000 + 5 * 3_000, 0)
    assert {(total.state, total.count, total.amo_cents) for total in first.totals} == {
        (pb.CLAIM_STATE_ACCEPTED, 2, 0),
        (pb.CLAIM_STATE_WAITING, 1, 0),
        (pb.CLAIM_STATE_REJECTED, 1, 0),
        (pb.CLAIM_STATE_PARKED, 1, 0),
        (pb.CLAIM_STATE_ADJUDICATED, 2, 5_600),
    }


async def test_only_the_refused_claim_is_to_be_sent_again_and_it_says_why() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        await day_of_work(house, outcomes)
        page = await house.practice().page(day="2026-03-10")
    [again] = [one for one in page.claims if one.to_retry]
    assert (again.claim_id, page.to_retry) == ("F-3", 1)
    assert again.why.startswith("NO_RIGHTS: No rights are known on the date of care.")
    assert not any(one.why for one in page.claims if not one.to_retry)


async def test_a_lot_is_found_with_and_without_its_day() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        await day_of_work(house, outcomes)
        by_both = await house.practice().page(day="2026-03-10", lot=2)
        house.clock.advance(timedelta(days=89))
        by_lot = await house.practice().page(lot=2)
        house.clock.advance(timedelta(days=2))
        gone = await house.practice().page(lot=2)
    assert sorted(one.claim_id for one in by_both.claims) == ["F-1", "F-3", "F-5", "F-7"]
    assert {one.lot for one in by_both.claims} == {2}
    assert by_lot.claims == by_both.claims
    assert (list(gone.claims), gone.whole.count) == ([], 0)


async def test_another_practice_sees_nothing_of_it_nor_by_its_cursor() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        await day_of_work(house, outcomes)
        mine = await house.practice().page(day="2026-03-10", page_size=1)
        theirs = await house.practice("750000002").page(day="2026-03-10", cursor=mine.next_cursor)
    assert (list(theirs.claims), theirs.whole.count) == ([], 0)


async def test_the_day_is_that_of_the_practice_s_own_place() -> None:
    late = datetime(2026, 3, 10, 21, 0, tzinfo=UTC)  # 22 h in Paris, one o'clock of the next day on Réunion
    async with opened(MemoryClaimStore(), at=late) as house:
        there = house.practice(place=REUNION)
        await there.one(claim("F-1"))
        assert [one.day for one in (await there.page(day="2026-03-11")).claims] == ["2026-03-11"]
        assert not (await there.page(day="2026-03-10")).claims


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"day": "20260310"}, "day"),
        ({"lot": 1_000}, "lot"),
        ({"day": "2026-03-10", "page_size": 501}, "page_size"),
    ],
)
async def test_a_wrong_question_names_its_field_and_what_to_give(asked: dict[str, Any], field: str) -> None:
    async with opened(MemoryClaimStore()) as house:
        with pytest.raises(DomainError) as refused:
            await house.practice().page(**asked)
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    [violation] = refused.value.violations
    assert violation.field == field
    assert violation.advice


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "=" * 32])
async def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    async with opened(MemoryClaimStore()) as house:
        with pytest.raises(DomainError) as refused:
            await house.practice().page(day="2026-03-10", cursor=cursor)
    assert refused.value.code is ErrorCode.CURSOR_INVALID


async def test_a_lot_above_999_is_refused_with_the_claim() -> None:
    async with opened(MemoryClaimStore()) as house:
        answer = await house.practice().one(claim("F-1", lot=1_000))
    assert [(one.field, one.advice != "") for one in answer.violations] == [("lot", True)]
