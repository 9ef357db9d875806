"""One suite for what operators read of the ledger: the twin in memory, and the statements in PostgreSQL."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.errors import DomainError
from chassis.migrations import migrate
from chassis.postgres import pool
from contracts.topics import CLAIM, RIGHTS
from receipts.operations.books import PartitionBook, Source, Waiting
from receipts.operations.parked import ParkedName
from receipts.operations.postgres_books import PostgresBooks
from tests.receipts.operations.writers import (
    NOW,
    MemoryWriter,
    PostgresWriter,
    Writer,
    offsets,
    parked_event,
    parked_record,
)
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def writer(request: pytest.FixtureRequest) -> AsyncIterator[Writer]:
    """An empty ledger: the twin, then the real one."""
    if request.param == "memory":
        yield MemoryWriter()
        return
    dsn = request.getfixturevalue("postgres_dsn")
    await migrate(dsn, "receipts")
    opened = await pool(dsn, schema="receipts")
    await opened.execute("truncate ledger, progress, entry, parked, waiting, version_waiting")
    yield PostgresWriter(opened)
    await opened.close()


async def test_an_empty_ledger_has_nothing_to_say(writer: Writer) -> None:
    reading = await writer.books.read()
    assert (reading.partitions, reading.generations, reading.reasons) == ([], [], {})
    assert await writer.books.waiting(10) == []
    assert await writer.books.parked(reason="", everything=True, limit=10) == []


async def test_partitions_come_by_number_with_their_gates_and_their_place_in_the_log(writer: Writer) -> None:
    halted = PartitionBook(7, 5, 4, "3-ab", "20 in a row", NOW, offsets(3, 1, 0))
    plain = PartitionBook(2, 1, 0, None, None, None, offsets(0, 0, 0))
    for book in (halted, plain):
        await writer.partition(book)
    reading = await writer.books.read()
    assert [dataclasses.replace(book, unpublished_source=None) for book in reading.partitions] == [plain, halted]
    assert [(one.generation, one.partitions, one.entries, one.since) for one in reading.generations] == [
        (1, 2, 4, None)
    ]


async def test_parked_and_waiting_are_counted_by_partition_while_they_are_open(writer: Writer) -> None:
    for partition in (3, 4):
        await writer.partition(PartitionBook(partition))
    for seq, reason in ((5, "NOT_ESTABLISHED"), (6, "RULES_RAISED"), (7, "RULES_RAISED")):
        await writer.park(parked_record(seq, reason=reason))
    await writer.park(dataclasses.replace(parked_record(8), resolved_seq=9))
    await writer.wait(Waiting(b"a" * 16, 4, 2_000_000, 2, b""))
    await writer.wait(Waiting(b"b" * 16, 4, 1_000_000, 0, b"t" * 32))
    await writer.wait(Waiting(b"c" * 16, 4, 500_000, 0, b"", 1))
    third, fourth = (await writer.books.read()).partitions
    assert (third.parked, third.waiting, third.oldest_accepted_us) == (3, 0, None)
    assert (fourth.parked, fourth.waiting, fourth.oldest_accepted_us) == (0, 3, 500_000)
    reasons = (await writer.books.read()).reasons
    assert list(reasons.items()) == [("RULES_RAISED", 2), ("NOT_ESTABLISHED", 1)]
    assert [claim.receipt_id[:1] for claim in await writer.books.waiting(10)] == [b"c", b"b", b"a"]
    assert [(claim.needs_table, claim.needs_version) for claim in await writer.books.waiting(2)] == [
        (b"", 1),
        (b"t" * 32, 0),
    ]


async def test_the_oldest_unpublished_entry_is_traced_to_the_record_that_made_it(writer: Writer) -> None:
    """Seqs 2 to 4 come from one rights record: it released two claims that had waited for it."""
    await writer.partition(PartitionBook(3, 6, 3, "3-ab", None, None, offsets(2, 0, 1)))
    for seq, at in enumerate(((1, 0, 0), (1, 0, 1), (1, 0, 1), (1, 0, 1), (2, 0, 1)), start=1):
        await writer.entry(ParkedName(1, 3, seq), LedgerEvent(), offsets(*at))
    await writer.unpublished(3, Source(RIGHTS.name, 0))
    (book,) = (await writer.books.read()).partitions
    assert book.unpublished_source == Source(RIGHTS.name, 0)


async def test_the_first_entry_of_a_partition_is_traced_too_and_a_published_one_is_not(writer: Writer) -> None:
    await writer.partition(PartitionBook(3, 2, 0, "3-ab", None, None, offsets(1, 0, 0)))
    await writer.entry(ParkedName(1, 3, 1), LedgerEvent(), offsets(1, 0, 0))
    await writer.unpublished(3, Source(CLAIM.name, 0))
    await writer.partition(PartitionBook(4, 2, 1, "3-ab", None, None, offsets(1, 0, 0)))
    await writer.entry(ParkedName(1, 4, 1), LedgerEvent(), offsets(1, 0, 0))
    first, second = (await writer.books.read()).partitions
    assert (first.unpublished_source, second.unpublished_source) == (Source(CLAIM.name, 0), None)


async def test_records_come_in_log_order_open_ones_only_unless_all_are_asked(writer: Writer) -> None:
    late, early = parked_record(9), parked_record(5, reason="RULES_RAISED")
    done = dataclasses.replace(parked_record(7), resolved_seq=12)
    for record in (late, early, done):
        await writer.park(record)
    books = writer.books
    assert await books.parked(reason="", everything=False, limit=10) == [early, late]
    assert await books.parked(reason="", everything=True, limit=10) == [early, done, late]
    assert await books.parked(reason="RULES_RAISED", everything=False, limit=10) == [early]
    assert await books.parked(reason="", everything=True, limit=1) == [early]


async def test_one_record_and_its_event_are_found_by_name(writer: Writer) -> None:
    await writer.park(parked_record(5))
    await writer.entry(ParkedName(1, 3, 5), parked_event(5), offsets(1, 0, 0))
    name = ParkedName(1, 3, 5)
    assert await writer.books.record(name) == parked_record(5)
    assert await writer.books.event(name) == parked_event(5)
    nobody = ParkedName(1, 3, 77)
    assert (await writer.books.record(nobody), await writer.books.event(nobody)) == (None, None)


@pytest.mark.integration
async def test_a_database_that_is_away_is_unavailable(postgres_dsn: str) -> None:
    await migrate(postgres_dsn, "receipts")
    opened = await pool(postgres_dsn, schema="receipts")
    await opened.close()
    with pytest.raises(DomainError, match="UNAVAILABLE"):
        await PostgresBooks(opened, 1).read()
