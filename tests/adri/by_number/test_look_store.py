"""What a store of looks promises, in memory and on the real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adri.by_number.rules import STRANGERS, Limits, Tally, Verdict
from adri.by_number.store import Look, LookStore

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
WIDE = Limits(hour=10_000, day=10_000, missed_hour=10_000, missed_day=10_000)
PRACTICE = "990000010"


def look(number: int | None = 1, **changes: object) -> Look:
    """A look at a person, or at nobody."""
    subject_id = None if number is None else number.to_bytes(16)
    usual = Look("actor", PRACTICE, subject_id, NOON, WIDE, person=number is not None, canary=False)
    return replace(usual, **changes)  # type: ignore[arg-type]  # what the test states


async def verdicts(store: LookStore, *looks: Look) -> list[Verdict]:
    """What becomes of looks, one after another."""
    return [(await store.settle(one, lambda _: None)).verdict for one in looks]


async def test_looks_are_counted_by_hour_day_and_miss(looks: LookStore) -> None:
    earlier = look(2, at=NOON - timedelta(hours=5))
    await verdicts(looks, look(3, at=NOON - timedelta(days=2)), earlier, look(None), look(1))
    counted = Tally(hour=2, day=3, missed_hour=1, missed_day=1, strangers=3, strangers_year=3, people_year=3)
    assert await looks.tally("actor", NOON) == counted
    assert await looks.tally("nobody", NOON) == Tally()


async def test_the_same_person_again_is_one_stranger(looks: LookStore) -> None:
    assert await verdicts(looks, *[look(1)] * 5) == [Verdict.TOLD] * 5
    assert (await looks.tally("actor", NOON)).strangers == 1


async def test_the_stranger_after_the_last_freezes_the_account_and_is_not_told(looks: LookStore) -> None:
    told = await verdicts(looks, *(look(number) for number in range(STRANGERS + 2)))
    assert told == [Verdict.TOLD] * STRANGERS + [Verdict.FROZEN] * 2
    assert (await looks.tally("actor", NOON)).frozen
    assert await verdicts(looks, look(0), look(1, actor_id="another")) == [Verdict.FROZEN, Verdict.TOLD]


async def test_twenty_looks_together_pass_no_limit(looks: LookStore) -> None:
    await verdicts(looks, *(look(number) for number in range(STRANGERS - 1)))
    together = await asyncio.gather(*(looks.settle(look(100 + number), lambda _: None) for number in range(20)))
    assert [ruling.verdict for ruling in together].count(Verdict.TOLD) == 1


async def test_care_at_the_practice_makes_a_stranger_known_and_elsewhere_does_not(looks: LookStore) -> None:
    await verdicts(looks, look(1), look(2))
    assert set(await looks.strangers(NOON - timedelta(days=1))) == {(PRACTICE, (n).to_bytes(16)) for n in (1, 2)}
    await looks.confirm([(PRACTICE, (1).to_bytes(16)), ("elsewhere", (2).to_bytes(16))], NOON + timedelta(hours=1))
    assert set(await looks.strangers(NOON - timedelta(days=1))) == {(PRACTICE, (2).to_bytes(16))}
    assert (await looks.tally("actor", NOON + timedelta(hours=2))).strangers == 1


async def test_a_canary_freezes_at_once_and_tells_nothing(looks: LookStore) -> None:
    assert await verdicts(looks, look(1, canary=True), look(2)) == [Verdict.NOTHING, Verdict.FROZEN]


async def test_a_quota_that_is_used_up_comes_back(looks: LookStore) -> None:
    two = replace(look(1), limits=Limits(hour=2, day=3))
    assert await verdicts(looks, two, two, two) == [Verdict.TOLD, Verdict.TOLD, Verdict.QUOTA]
    later, tomorrow = NOON + timedelta(hours=2), NOON + timedelta(days=1, hours=3)
    assert await verdicts(looks, *[replace(two, at=later)] * 2) == [Verdict.TOLD, Verdict.QUOTA]
    assert await verdicts(looks, replace(two, at=tomorrow)) == [Verdict.TOLD]


async def test_wrong_looks_have_a_quota_of_their_own(looks: LookStore) -> None:
    narrow = replace(look(None), limits=Limits(hour=100, day=100, missed_hour=2))
    assert await verdicts(looks, narrow, narrow, narrow) == [Verdict.NOTHING, Verdict.NOTHING, Verdict.QUOTA]


async def test_a_review_releases_an_account_and_what_came_before_counts_no_more(looks: LookStore) -> None:
    await verdicts(looks, *(look(number) for number in range(STRANGERS + 1)))
    later = NOON + timedelta(minutes=5)
    assert not await looks.release("nobody", by="operator", at=later)
    assert await looks.release("actor", by="operator", at=later)
    assert await looks.tally("actor", later) == Tally()
    assert await verdicts(looks, look(99, at=later + timedelta(seconds=1))) == [Verdict.TOLD]


async def test_what_is_too_old_is_forgotten(looks: LookStore) -> None:
    await verdicts(looks, look(1), look(2, at=NOON + timedelta(days=10)))
    await looks.forget(NOON + timedelta(days=1))
    assert (await looks.tally("actor", NOON + timedelta(days=10))).people_year == 1
