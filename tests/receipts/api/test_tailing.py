"""Feeding the hub: from the end, again from where it was, and over records that cannot be read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import LATEST, InRecord
from contracts.envelope import cloud_event
from contracts.topics import RECEIPT
from receipts.api.hub import Hub
from receipts.api.tailing import Feed
from tests.receipts.api.world import CAMILLE, GENERATION, World, receipt

pytestmark = pytest.mark.asyncio
END = 40


class ScriptedBroker:
    """A topic whose tails give batches of a script; an error in it breaks the tail that meets it."""

    def __init__(self, *script: list[InRecord] | DomainError) -> None:
        self.script = list(script)
        self.opened: list[dict[int, int]] = []

    @asynccontextmanager
    async def tail(self, offsets: dict[int, int]) -> AsyncIterator["ScriptedBroker"]:
        """Open a tail."""
        self.opened.append(dict(offsets))
        yield self

    async def ends(self) -> dict[int, int]:
        """See Batches."""
        return dict.fromkeys(range(RECEIPT.partitions), END)

    async def poll(self) -> list[InRecord]:
        """See Batches."""
        if not self.script:
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, DomainError):
            raise step
        return step


def record(offset: int, seq: int, *, event_id: str | None = None) -> InRecord:
    """An entry that moves nobody."""
    headers = cloud_event(
        event_type="vitale.receipt.v1.RecordIgnored",
        source="receipts",
        event_id=event_id or f"{GENERATION}-5-{seq}",
        subject="",
    )
    return InRecord(RECEIPT.name, 5, offset, b"", b"\x01\x00", headers, 0)


async def fed(broker: ScriptedBroker, hub: Hub) -> Feed:
    """A feed that has read the whole script."""
    feed = Feed(broker.tail, hub)
    running = asyncio.create_task(feed.run())
    async with asyncio.timeout(10):
        while broker.script:  # noqa: ASYNC110 - the script tells nobody that it is over
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return feed


async def test_the_tail_begins_at_named_ends_of_all_partitions() -> None:
    broker = ScriptedBroker([])
    feed = await fed(broker, World().hub)
    everywhere = range(RECEIPT.partitions)
    assert broker.opened == [dict.fromkeys(everywhere, LATEST), dict.fromkeys(everywhere, END)]
    await feed.ping()


async def test_after_a_failure_it_goes_on_from_the_record_after_the_last() -> None:
    down = DomainError(ErrorCode.UNAVAILABLE)
    broker = ScriptedBroker([record(40, 1), record(41, 2)], down, [record(42, 3)])
    await fed(broker, World().hub)
    assert [offsets[5] for offsets in broker.opened] == [LATEST, END, 42]
    assert broker.opened[-1][6] == END


async def test_an_offset_that_is_gone_makes_every_reader_start_again_from_the_end() -> None:
    broker = ScriptedBroker([record(40, 1)], DomainError(ErrorCode.LOG_TRUNCATED), [])
    await fed(broker, World().hub)
    assert [offsets[5] for offsets in broker.opened] == [LATEST, END, LATEST, END]


async def test_a_record_that_is_no_entry_is_left_out_and_the_next_is_taken() -> None:
    world = World()
    row = world.settle(receipt(CAMILLE, 1))
    broker = ScriptedBroker([record(40, 0, event_id="nonsense"), record(41, row.seq)])
    feed = await fed(broker, world.hub)
    assert feed.standing.is_set()


async def test_a_feed_that_does_not_stand_is_not_ready() -> None:
    with pytest.raises(DomainError) as caught:
        await Feed(ScriptedBroker().tail, World().hub).ping()
    assert caught.value.code is ErrorCode.UNAVAILABLE
