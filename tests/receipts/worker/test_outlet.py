"""The outlet publishes what was committed in order, however long the broker takes, and acknowledges only then."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from chassis.errors import DomainError, ErrorCode
from chassis.failpoints import NoFailpoints
from chassis.kafka import MemoryPublisher
from contracts.topics import CLAIM, CONTROL, RECEIPT, RIGHTS, SETTLEMENT
from receipts.ledger import entry as entries
from receipts.ledger.entry import DeadLetter, Entry, pack_vector
from receipts.worker.outlet import Outlet
from tests.fakes.ledger_parts import UnreliableBroker
from tests.receipts.worker.waiting import first_seen, seqs_of, until

pytestmark = pytest.mark.asyncio

AHEAD = 4


class Acknowledged:
    """Remembers what was acknowledged, and how many records were on the topics by then."""

    def __init__(self, publisher: MemoryPublisher) -> None:
        self._publisher = publisher
        self.calls: list[tuple[int, Mapping[str, int], int]] = []

    def __call__(self, partition: int, offsets: Mapping[str, int]) -> None:
        self.calls.append((partition, offsets, len(self._publisher.records)))


def some_entries(first: int, count: int, *, partition: int = 3, letter: DeadLetter | None = None) -> list[Entry]:
    """Consecutive entries of a partition."""
    found = []
    for seq in range(first, first + count):
        made = entries.parked(letter) if letter else entries.applied(RIGHTS.name, "rights")
        made.partition, made.seq = partition, seq
        made.vector = pack_vector({CLAIM.name: seq, CONTROL.name: 0, RIGHTS.name: 0, SETTLEMENT.name: 0})
        found.append(made)
    return found


def an_outlet(publisher: MemoryPublisher) -> Outlet:
    return Outlet(publisher, generation=1, failpoints=NoFailpoints())


@asynccontextmanager
async def running(outlet: Outlet) -> AsyncIterator[None]:
    """With its task under way."""
    task = asyncio.create_task(outlet.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_flushes_are_published_in_the_order_in_which_they_were_committed() -> None:
    publisher = MemoryPublisher()
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    async with running(outlet):
        for first in range(1, 31, 3):
            await outlet.put({3: some_entries(first, 3)}, {3: {CLAIM.name: first + 2}}, acknowledged)
        await outlet.drain()
    assert seqs_of(publisher.records, 3) == list(range(1, 31))
    assert [offsets[CLAIM.name] for _, offsets, _ in acknowledged.calls] == list(range(3, 33, 3))


async def test_a_flush_is_acknowledged_only_when_all_of_it_is_on_the_topic() -> None:
    publisher = MemoryPublisher()
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    async with running(outlet):
        await outlet.put({3: some_entries(1, 5), 4: some_entries(1, 2, partition=4)}, {3: {}, 4: {}}, acknowledged)
        await outlet.drain()
    assert [(partition, on_topic) for partition, _, on_topic in acknowledged.calls] == [(3, 7), (4, 7)]


async def test_while_the_broker_is_down_it_tries_again_and_loses_and_swaps_nothing() -> None:
    broker = UnreliableBroker(refusals=2)
    outlet, acknowledged = an_outlet(broker), Acknowledged(broker)
    async with running(outlet):
        await outlet.put({3: some_entries(1, 4)}, {3: {}}, acknowledged)
        await outlet.put({3: some_entries(5, 4)}, {3: {}}, acknowledged)
        await outlet.drain()
    assert broker.refusals == 0
    assert first_seen(seqs_of(broker.records, 3)) == list(range(1, 9))
    assert [on_topic for _, _, on_topic in acknowledged.calls] == [2 + 2 + 4, 12]


async def test_a_refusal_that_no_waiting_mends_ends_the_outlet_and_acknowledges_nothing() -> None:
    broker = UnreliableBroker(1, ErrorCode.TOPIC_MISMATCH)
    outlet, acknowledged = an_outlet(broker), Acknowledged(broker)
    await outlet.put({3: some_entries(1, 2)}, {3: {}}, acknowledged)
    with pytest.raises(DomainError) as refused:
        await outlet.run()
    assert refused.value.code is ErrorCode.TOPIC_MISMATCH
    assert acknowledged.calls == []
    assert outlet.published() == {}


async def test_what_is_published_is_told_until_it_is_stored_and_told_again_only_when_it_moved() -> None:
    publisher = MemoryPublisher()
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    assert outlet.published() == {}
    async with running(outlet):
        await outlet.put({3: some_entries(1, 5), 4: some_entries(7, 1, partition=4), 5: []}, {}, acknowledged)
        await outlet.drain()
        assert outlet.published() == {3: 5, 4: 7}
        outlet.stored({3: 5})
        assert outlet.published() == {4: 7}, "a flush stores the marks of its own partitions only"
        outlet.stored({4: 7})
        assert outlet.published() == {}
        await outlet.put({3: some_entries(6, 1)}, {}, acknowledged)
        await outlet.drain()
        assert outlet.published() == {3: 6}


async def test_what_the_broker_refused_is_not_told_as_published() -> None:
    publisher = MemoryPublisher()
    publisher.down = True
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    async with running(outlet):
        await outlet.put({3: some_entries(1, 5)}, {3: {}}, acknowledged)
        for _ in range(20):
            await asyncio.sleep(0)
        assert (outlet.published(), acknowledged.calls) == ({}, [])
        publisher.down = False
        await outlet.drain()
    assert outlet.published() == {3: 5}


async def test_a_flush_waits_when_four_are_committed_and_not_yet_published() -> None:
    publisher = MemoryPublisher()
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    for seq in range(1, AHEAD + 1):
        await outlet.put({3: some_entries(seq, 1)}, {}, acknowledged)
    one_more = asyncio.create_task(outlet.put({3: some_entries(AHEAD + 1, 1)}, {}, acknowledged))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not one_more.done()
    async with running(outlet):
        await until(one_more.done)
        await outlet.drain()
    assert seqs_of(publisher.records, 3) == list(range(1, AHEAD + 2))


async def test_a_parked_record_goes_to_its_dead_letters_right_after_its_entry() -> None:
    letter = DeadLetter(CLAIM.name, 41, 17, "UNDECODABLE", "value", "DecodeError", b"k", b"junk", (("h", b"1"),))
    publisher = MemoryPublisher()
    outlet, acknowledged = an_outlet(publisher), Acknowledged(publisher)
    async with running(outlet):
        await outlet.put({3: [*some_entries(1, 2, letter=letter), *some_entries(3, 1)]}, {}, acknowledged)
        await outlet.drain()
    dlq = f"{CLAIM.name}.dlq"
    assert [record.topic for record in publisher.records] == [RECEIPT.name, dlq, RECEIPT.name, dlq, RECEIPT.name]
    assert outlet.published() == {3: 3}
