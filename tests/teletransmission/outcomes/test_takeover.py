"""After a switch of generations whose differences were accepted, a practice sees what the newer one holds, to the cent.

A newer generation is published from its first entry that differs; what it took over before that is told by the older
one alone, and must be seen again where what came after it does not count any more.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, InRecord
from teletransmission.outcomes.listing import Spot, Total
from teletransmission.outcomes.outcome import NO_AMOUNTS, UNHEARD, Amounts, Outcome, Place, State, merged
from teletransmission.outcomes.reading import change_of, link_of
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from tests.teletransmission.outcomes.conftest import Shelf
from tests.teletransmission.outcomes.entries import (
    MemoryTopic,
    cancelled,
    entry,
    ignored,
    issued,
    owing,
    paid,
    parked,
    receipt_of,
    waiting,
)
from tests.teletransmission.outcomes.test_following import following
from tests.teletransmission.outcomes.test_lists import DAY, ISSUER, WHOLE_DAY, draft
from tests.teletransmission.outcomes.test_newest import ledgers
from vitale.receipt.v1 import receipt_pb2 as pb

FIRST = Amounts(1, 1, 3_000, 2_100, 0, 600, 300)


def logged(*events: pb.LedgerEvent, generation: int = 1, after: int = 0) -> list[InRecord]:
    """Entries of a generation, from the one after `after` on."""
    return [entry(event, seq, generation=generation) for seq, event in enumerate(events, start=after + 1)]


async def read(records: Sequence[InRecord], store: OutcomeStore, *, at_a_time: int = 3) -> MemoryTopic:
    """Let a follower read all of a topic."""
    topic = MemoryTopic(records, at_a_time=at_a_time)
    async with following(topic, store):
        await caught_up(store, len(records))
    return topic


async def caught_up(store: OutcomeStore, offset: int) -> None:
    """Wait until the kept progress is there; the lead is the follower's, so this looks past it."""
    async with asyncio.timeout(20):
        while await progress_of(store) < offset:  # noqa: ASYNC110 - a store tells nobody
            await asyncio.sleep(0.01)


async def progress_of(store: OutcomeStore) -> int:
    """The next offset of the partition."""
    if isinstance(store, MemoryOutcomeStore):
        known = await store.progress()
        return known[5].next_offset if 5 in known else 0
    pool = store._pool  # type: ignore[attr-defined]  # the lead is held by the follower
    return int(await pool.fetchval("select max(next_offset) from outcome_progress") or 0)


async def stands(store: OutcomeStore, claim_id: str = "F-1") -> Outcome:
    """What is held of a claim."""
    return (await store.find([receipt_of(claim_id)]))[receipt_of(claim_id)]


REASSESSED = logged(issued("F-1"), ignored(), issued("F-1", revision=2, price=2_000))


@pytest.mark.asyncio
@pytest.mark.parametrize("at_a_time", [1, 3, 9])
async def test_a_receipt_that_the_newer_generation_let_stand_is_seen_with_its_amounts(
    outcomes: OutcomeStore, at_a_time: int
) -> None:
    """A Reassess moved it; by the rules that the rebuild settled under it moves nothing, and says nothing."""
    await read([*REASSESSED, *logged(ignored(), ignored(), generation=2, after=1)], outcomes, at_a_time=at_a_time)
    found = await stands(outcomes)
    assert (found.word.state, found.amounts) == (State.ADJUDICATED, FIRST)


@pytest.mark.asyncio
async def test_the_day_counts_it(shelf: Shelf) -> None:
    first = replace(draft(1), receipt_id=receipt_of("F-1"))
    await shelf.claims.keep([first])
    await read([*REASSESSED, *logged(ignored(), ignored(), generation=2, after=1)], shelf.outcomes)
    assert (first.filed.issuer, first.filed.day) == (ISSUER, DAY)
    assert await shelf.lists.totals(WHOLE_DAY) == [Total(State.ADJUDICATED, 1, 3_000, 2_100, 0, 600, 300)]
    [listed] = await shelf.lists.page(WHOLE_DAY, Spot(), 10)
    assert listed.told.state is State.ADJUDICATED


@pytest.mark.asyncio
async def test_a_payment_that_was_taken_over_is_not_lost_and_nothing_is_owed_back_any_more(
    outcomes: OutcomeStore,
) -> None:
    owed = owing(issued("F-1", revision=2, price=2_000), amo=(2_100, 1_400))
    old = logged(issued("F-1"), paid("F-1"), ignored(), owed)
    await read([*old, *logged(ignored(), ignored(), generation=2, after=2)], outcomes)
    found = await stands(outcomes)
    assert (found.word.state, found.word.detail) == (State.PAID, "amo_cents=2100 amc_cents=0")
    assert found.amounts == FIRST


@pytest.mark.asyncio
async def test_a_payment_that_the_newer_generation_does_not_have_is_told_no_more(outcomes: OutcomeStore) -> None:
    await read([*logged(issued("F-1"), paid("F-1")), *logged(ignored(), generation=2, after=1)], outcomes)
    found = await stands(outcomes)
    assert (found.word.state, found.amounts) == (State.ADJUDICATED, FIRST)


@pytest.mark.asyncio
async def test_a_correction_that_is_set_aside_now_leaves_the_receipt_before_it(outcomes: OutcomeStore) -> None:
    old = logged(issued("F-1"), ignored(), issued("F-1", revision=2, version=2, price=2_000))
    await read([*old, *logged(ignored(), parked("F-1", version=2), generation=2, after=1)], outcomes)
    found = await stands(outcomes)
    assert (found.word.state, found.amounts) == (State.PARKED, FIRST)


@pytest.mark.asyncio
async def test_a_cancellation_that_is_set_aside_now_does_not_hide_the_receipt(outcomes: OutcomeStore) -> None:
    old = logged(issued("F-1"), ignored(), cancelled("F-1"))
    await read([*old, *logged(ignored(), parked("F-1", version=2), generation=2, after=1)], outcomes)
    told = (await stands(outcomes)).of_newest(2, cancelled=True)
    assert (told.state, (await stands(outcomes)).amounts) == (State.PARKED, FIRST)


@pytest.mark.asyncio
async def test_what_was_told_of_a_later_version_before_the_difference_is_told_again(outcomes: OutcomeStore) -> None:
    old = logged(issued("F-1"), waiting("F-1", version=2), ignored(), parked("F-1", version=2))
    await read([*old, *logged(ignored(), ignored(), generation=2, after=2)], outcomes)
    found = await stands(outcomes)
    assert (found.word.state, found.amounts) == (State.WAITING, FIRST)


@pytest.mark.asyncio
async def test_a_receipt_that_was_not_taken_over_stays_away_and_a_third_generation_brings_none_back(
    outcomes: OutcomeStore,
) -> None:
    """Of the first generation only its first entry is in the second, so the third cannot have its third one."""
    second = logged(ignored(), waiting("F-2"), ignored(), issued("F-2", price=500), generation=2, after=1)
    third = logged(parked("F-2"), generation=3, after=4)
    await read([*logged(issued("F-1"), ignored(), issued("F-2", price=900)), *second, *third], outcomes)
    assert (await stands(outcomes)).amounts == FIRST
    found = await stands(outcomes, "F-2")
    assert (found.word.state, found.amounts) == (State.PARKED, NO_AMOUNTS)


@pytest.mark.asyncio
async def test_a_switch_without_differences_reads_nothing_again(outcomes: OutcomeStore) -> None:
    topic = await read([*REASSESSED, *logged(waiting("F-2"), generation=2, after=3)], outcomes)
    assert (await stands(outcomes)).amounts.revision == 2
    assert len(topic.opened) == 1


@pytest.mark.asyncio
async def test_a_broker_that_goes_away_while_it_is_read_again_is_asked_once_more(outcomes: OutcomeStore) -> None:
    await read(REASSESSED, outcomes)
    topic = MemoryTopic([*REASSESSED, *logged(ignored(), ignored(), generation=2, after=1)], at_a_time=1)
    with capture_logs() as said:
        async with following(topic, outcomes):
            topic.again = [DomainError(ErrorCode.UNAVAILABLE, {})]
            await caught_up(outcomes, 5)
    assert [line["event"] for line in said if line["log_level"] != "info"] == ["outcomes_not_read"]
    assert (await stands(outcomes)).amounts == FIRST
    assert {5: EARLIEST} in topic.opened


def held_by_the_newest(records: Sequence[InRecord]) -> dict[bytes, Outcome]:
    """What the entries come to that the newest generation holds, in its own places."""
    links = [link_of(record) for record in records]
    firsts: dict[int, int] = {}
    for link in links:
        firsts.setdefault(link.place.generation, link.prev_seq)
    held: dict[bytes, Outcome] = {}
    for record, link in zip(records, links, strict=True):
        generation, seq = link.place
        if all(seq <= after for later, after in firsts.items() if later > generation):
            change = change_of(record, Place(max(firsts), seq))
            assert change is not None
            held[change.receipt_id] = merged(held.get(change.receipt_id, UNHEARD), change.outcome)
    return held


@given(ledgers(generations=3), st.integers(1, 9))
def test_whatever_the_generations_tell_what_is_seen_is_what_the_newest_holds(
    records: list[InRecord], at_a_time: int
) -> None:
    store = MemoryOutcomeStore()
    if records:
        asyncio.run(read(records, store, at_a_time=at_a_time))
    for receipt_id, wanted in held_by_the_newest(records).items():
        found = asyncio.run(store.find([receipt_id]))[receipt_id]
        assert (found.word, found.amounts, found.later) == (wanted.word, wanted.amounts, wanted.later)
