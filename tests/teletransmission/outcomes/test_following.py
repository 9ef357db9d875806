"""The follower: from where the kept progress stands, over failures and gaps, one active at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from structlog.testing import capture_logs

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, InRecord
from contracts.topics import RECEIPT
from teletransmission.outcomes.following import Follower
from teletransmission.outcomes.outcome import Outcome, Place, State
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from tests.teletransmission.outcomes.entries import MemoryTopic, entry, issued, parked, receipt_of, waiting

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def following(topic: MemoryTopic, store: OutcomeStore) -> AsyncIterator[None]:
    """A follower at work while the block runs."""
    task = asyncio.create_task(Follower(topic.open, store, rest_s=0).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def stands(store: OutcomeStore, claim_id: str, *, seq: int) -> Outcome:
    """The outcome of a claim, once its newest word is that of an entry."""
    async with asyncio.timeout(20):
        while True:
            found = (await store.find([receipt_of(claim_id)])).get(receipt_of(claim_id))
            if found is not None and found.told_at.seq == seq:
                return found
            await asyncio.sleep(0.01)


def log(*claims: str) -> list[InRecord]:
    return [entry(issued(claim), seq) for seq, claim in enumerate(claims, start=1)]


async def test_it_reads_from_the_beginning_once_and_then_from_its_progress(outcomes: OutcomeStore) -> None:
    topic = MemoryTopic(log("F-1", "F-2", "F-3", "F-4"))
    async with following(topic, outcomes):
        assert (await stands(outcomes, "F-4", seq=4)).amounts.amo_cents == 2_100
    topic.append(entry(parked("F-2"), 5))
    async with following(topic, outcomes):
        assert (await stands(outcomes, "F-2", seq=5)).told.state is State.PARKED
    everywhere = dict.fromkeys(range(RECEIPT.partitions), EARLIEST)
    assert topic.opened == [everywhere, {**everywhere, 5: 4}]


async def test_a_gap_is_noticed_and_read_again_and_nothing_is_lost(outcomes: OutcomeStore) -> None:
    topic = MemoryTopic(log("F-1", "F-2", "F-3", "F-4", "F-5"), at_a_time=2)
    topic.losses = {2: 1}
    with capture_logs() as said:
        async with following(topic, outcomes):
            await stands(outcomes, "F-5", seq=5)
            await stands(outcomes, "F-3", seq=3)
    assert [line["event"] for line in said] == ["outcome_gap_read_again"]
    assert topic.opened[1][5] == 2, "it reads again from the progress that is kept, before the gap"


async def test_a_gap_that_stays_is_told_as_an_error_and_what_comes_late_still_counts(outcomes: OutcomeStore) -> None:
    records = log("F-1", "F-2", "F-3")
    topic = MemoryTopic([records[0], records[2]])
    with capture_logs() as said:
        async with following(topic, outcomes):
            await stands(outcomes, "F-3", seq=3)
            topic.append(records[1])
            await stands(outcomes, "F-2", seq=2)
    assert [line["log_level"] for line in said] == ["warning"] * 3 + ["error"]


async def test_a_broker_that_lost_what_was_read_is_read_from_its_first_record(outcomes: OutcomeStore) -> None:
    async with outcomes.leading() as writer:
        assert writer is not None
    topic = MemoryTopic(log("F-1", "F-2"))
    async with following(topic, outcomes):
        await stands(outcomes, "F-2", seq=2)
    topic.errors = [DomainError(ErrorCode.LOG_TRUNCATED, {}), DomainError(ErrorCode.UNAVAILABLE, {})]
    topic.append(entry(waiting("F-3"), 3))
    async with following(topic, outcomes):
        await stands(outcomes, "F-3", seq=3)
    assert [start[5] for start in topic.opened] == [EARLIEST, 2, EARLIEST, EARLIEST]


async def test_of_two_one_reads_and_the_other_takes_over(outcomes: OutcomeStore) -> None:
    first, second = MemoryTopic(log("F-1")), MemoryTopic(log("F-1", "F-2"))
    async with following(first, outcomes):
        await stands(outcomes, "F-1", seq=1)
        async with following(second, outcomes):
            await asyncio.sleep(0.2)
            assert second.opened == []
            first.errors = [DomainError(ErrorCode.UNAVAILABLE, {})] * 50
    async with following(second, outcomes):
        await stands(outcomes, "F-2", seq=2)


async def test_a_database_that_is_down_is_waited_for_and_nothing_is_doubled() -> None:
    store = MemoryOutcomeStore()
    topic = MemoryTopic(log("F-1", "F-2"))
    store.down = True
    async with following(topic, store):
        await asyncio.sleep(0.05)
        store.down = False
        assert (await stands(store, "F-2", seq=2)).settled_at == Place(1, 2)


async def test_an_unreadable_record_is_told_without_its_content_and_left_behind(outcomes: OutcomeStore) -> None:
    broken = InRecord(RECEIPT.name, 5, 0, b"secret", b"secret", (), 0)
    topic = MemoryTopic([broken, *log("F-1")])
    with capture_logs() as said:
        async with following(topic, outcomes):
            await stands(outcomes, "F-1", seq=1)
    assert said == [{"event": "outcome_unreadable", "log_level": "error", "partition": 5, "offset": 0}]
