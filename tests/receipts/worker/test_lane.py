"""What the lane corrects in the pinned Faust, without a broker: gaps, pauses in mid-fetch, chunks of a rebalance."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any, ClassVar

import pytest
from faust.types import TP
from mode import Service

from receipts.worker.lane import CHUNK, LaneConsumer, LaneTransport, _message, lane_app
from tests.receipts.ledger.log import LoggedRecord

pytestmark = pytest.mark.asyncio

CLAIMS, RIGHTS = TP("claims", 0), TP("rights", 0)


class FetchedRecord(LoggedRecord):
    """A record with what Kafka clients add."""

    timestamp_type = 0
    checksum = None


def record(tp: Any, offset: int) -> FetchedRecord:
    return FetchedRecord(tp.topic, tp.partition, offset, 0, None, b"")


class FixedFetch(LaneConsumer):
    """A lane whose broker answers once, with what it is told."""

    records: ClassVar[dict[Any, list[FetchedRecord]]] = {}

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ARG002, ASYNC109 - Faust's signature
        return self.records, self._get_active_partitions()


def consumer_of(kind: type[Any]) -> Any:
    """A consumer of an application that never connects."""

    async def positions(ends: Any) -> dict[tuple[str, int], int]:
        return {}

    class Transport(LaneTransport):
        """With the consumer under test."""

        Consumer = kind

    app = lane_app(group="g", bootstrap="127.0.0.1:1", partitions=1, instance=None, positions=positions)
    app.transport = Transport(app.conf.broker_consumer, app)
    app.topics._acking_topics.update({"claims", "rights"})
    app.consumer._active_partitions = {CLAIMS, RIGHTS}
    return app.consumer


class Scripted:
    """Brings single records of given offsets, and lets the drain loop end after them."""

    offsets: ClassVar[tuple[int, ...]] = (1, 2, 5, 6)

    def getmany(self, timeout: float) -> AsyncIterator[Any]:  # noqa: ARG002 - Faust's signature
        """What Faust's drain loop asks for."""
        return self._script()

    async def _script(self) -> AsyncIterator[Any]:
        for offset in self.offsets:
            yield CLAIMS, _message(CLAIMS, [record(CLAIMS, offset)], 0)
        self._stopped.set()  # type: ignore[attr-defined]


class ScriptedLane(Scripted, LaneConsumer):
    """The lane's own accounting."""


class Fetcher(Service):  # type: ignore[misc]  # Faust ships no types
    """Only asked whether it should stop."""


async def test_what_is_in_flight_is_not_committed_whatever_holes_the_offsets_have() -> None:
    """Offsets 3 and 4 hold no record; lanes acknowledge in order."""
    consumer = consumer_of(ScriptedLane)
    taken: dict[int, Any] = {}

    async def take(message: Any) -> None:
        taken[message.offset] = message

    consumer.callback = take
    consumer._read_offset[CLAIMS] = consumer._committed_offset[CLAIMS] = 1
    await consumer._drain_messages(Fetcher())
    assert list(taken) == [1, 2, 5, 6]
    found = []
    for group in ((), (1, 2), (), (5,), (6,)):
        for offset in group:
            consumer.ack(taken[offset])
        found.append(consumer._new_offset(CLAIMS))
    assert found == [None, 3, None, 6, 7]


async def fetched(consumer: Any, *, pausing: Any = None) -> list[Any]:
    """(topic, first, last offset) of each chunk; after the first one, a partition is paused."""
    found = []
    async for tp, message in consumer.getmany(timeout=1.0):
        found.append((tp.topic, message.value[0].offset, message.offset))
        if pausing:
            consumer.pause_partitions({pausing})
    return found


async def test_a_fetch_is_cut_into_chunks_that_are_known_by_their_last_offset() -> None:
    class Long(FixedFetch):
        """More than one chunk."""

        records: ClassVar = {CLAIMS: [record(CLAIMS, n) for n in range(7, 7 + CHUNK + 3)]}

    chunks = await fetched(consumer_of(Long))
    assert chunks == [("claims", 7, 6 + CHUNK), ("claims", 7 + CHUNK, 9 + CHUNK)]


class Two(FixedFetch):
    """Records of two topics in one fetch."""

    records: ClassVar = {CLAIMS: [record(CLAIMS, 0), record(CLAIMS, 1)], RIGHTS: [record(RIGHTS, 4)]}


async def test_records_already_fetched_still_come_when_their_partition_is_paused_meanwhile() -> None:
    """Else the position moved past them: a hole that only a rebalance would mend."""
    assert await fetched(consumer_of(Two), pausing=RIGHTS) == [("claims", 0, 1), ("rights", 4, 4)]


async def test_what_was_fetched_before_a_rebalance_is_left_to_whoever_owns_it_now() -> None:
    class Interrupted(Two):
        """A rebalance begins while the fetch is under way."""

        async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's signature
            self.stop_flow()
            return await super()._wait_next_records(timeout)

    assert await fetched(consumer_of(Interrupted)) == []
    consumer = consumer_of(Two)
    chunks = consumer.getmany(timeout=1.0)
    await anext(chunks)
    consumer.app.consumer_generation_id += 1
    assert [tp async for tp, _ in chunks] == []


async def test_no_seek_happens_while_a_fetch_is_under_way() -> None:
    """A fetch that returned after the seek would be dropped with the position past its records: a hole for ever."""
    answer, steps = asyncio.Event(), list[str]()

    class Slow(FixedFetch):
        """A broker that answers when told."""

        async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's signature
            await answer.wait()
            steps.append("fetched")
            return await super()._wait_next_records(timeout)

        async def seek_to_committed(self) -> dict[Any, int]:
            steps.append("sought")
            raise ConnectionError

    consumer = consumer_of(Slow)
    async with asyncio.TaskGroup() as together:
        fetch = together.create_task(fetched(consumer))
        await asyncio.sleep(0)
        seek = together.create_task(_refused(consumer.perform_seek()))
        await asyncio.sleep(0)
        next_fetch = together.create_task(fetched(consumer))
        await asyncio.sleep(0)
        assert steps == []
        answer.set()
        await seek
        assert (steps, fetch.result()) == (["fetched", "sought"], [])
        assert not next_fetch.done(), "nothing is fetched until the flow goes on"
        consumer.resume_flow()


async def _refused(seeking: Awaitable[None]) -> None:
    with pytest.raises(ConnectionError):
        await seeking
