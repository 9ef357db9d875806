"""Where everything stands: figures that are measured, and those that are unknown rather than 0."""

import pytest

from chassis.clock import FixedClock
from chassis.kafka_positions import LogPlace, MemoryPositions
from contracts.topics import CLAIM, RIGHTS
from receipts.operations.books import GenerationBook, PartitionBook, Source, Waiting
from receipts.operations.memory_books import MemoryBooks
from receipts.operations.outboxes import HttpOutboxes, MemoryOutboxes
from receipts.operations.standing import Standing
from tests.fakes.doors import NOBODY_LISTENS
from tests.receipts.operations.writers import NOW, offsets, parked_record
from vitale.operations.v1 import operations_service_pb2 as pb

pytestmark = pytest.mark.asyncio
NOW_MS = int(NOW.timestamp() * 1000)


class Desk:
    """A standing over twins."""

    def __init__(self, books: MemoryBooks | None = None) -> None:
        self.books, self.log, self.outboxes = books or MemoryBooks(), MemoryPositions(), MemoryOutboxes()
        self.standing = Standing(self.books, self.log, self.outboxes, FixedClock(NOW), generation=1)

    def written(self, topic: str, partition: int, *seconds_ago: float) -> None:
        """Records of a partition's log, by age."""
        self.log.written[LogPlace(topic, partition)] = [NOW_MS - int(age * 1000) for age in seconds_ago]

    async def of(self, partition: int) -> pb.PartitionStatus:
        status = await self.standing.measure()
        return next(one for one in status.partitions if one.partition == partition)


async def test_lag_is_the_age_of_the_oldest_record_that_is_not_consumed() -> None:
    desk = Desk()
    desk.books.books[3] = PartitionBook(3, offsets=offsets(1, 0, 0))
    desk.written(CLAIM.name, 3, 60, 12.5, 1)
    desk.written(RIGHTS.name, 3, 4)
    found = await desk.of(3)
    assert (found.lag_records, found.lag_s) == (3, 12.5)
    assert [(lag.topic, lag.records, lag.oldest_s) for lag in found.topics] == [
        (CLAIM.name, 2, 12.5),
        (RIGHTS.name, 1, 4.0),
    ]


async def test_a_partition_without_backlog_has_a_lag_of_0_which_is_said() -> None:
    desk = Desk()
    desk.books.books[3] = PartitionBook(3, offsets=offsets(2, 0, 0))
    desk.written(CLAIM.name, 3, 60, 50)
    found = await desk.of(3)
    assert (found.HasField("lag_s"), found.lag_s, found.HasField("lag_records"), found.lag_records) == (
        True,
        0,
        True,
        0,
    )


async def test_a_broker_that_is_away_leaves_its_figures_unset_and_the_others_told() -> None:
    desk = Desk()
    desk.books.books[3] = PartitionBook(3, next_seq=5, published_seq=4, unpublished_source=Source(CLAIM.name, 0))
    desk.books.books[4] = PartitionBook(4, next_seq=5, published_seq=2, unpublished_source=Source(CLAIM.name, 0))
    desk.books.claims.append(Waiting(b"r" * 16, 3, NOW_MS * 1000 - 7_000_000, 1, b""))
    desk.log.down = True
    status = await desk.standing.measure()
    assert status.log_problem == "UNAVAILABLE"
    third, fourth = status.partitions
    assert not third.HasField("lag_s")
    assert not third.HasField("lag_records")
    assert (third.unpublished, third.unpublished_s, third.oldest_waiting_s) == (0, 0.0, 7.0)
    assert fourth.unpublished == 2
    assert not fourth.HasField("unpublished_s")


async def test_the_age_of_what_is_not_published_is_that_of_its_record() -> None:
    desk = Desk()
    book = PartitionBook(3, next_seq=9, published_seq=5, unpublished_source=Source(RIGHTS.name, 1))
    book.offsets = offsets(0, 0, 3)
    desk.books.books[3] = book
    desk.written(RIGHTS.name, 3, 30, 20, 10)
    found = await desk.of(3)
    assert (found.unpublished, found.unpublished_s, found.lag_s) == (3, 20.0, 0.0)


async def test_halts_parked_records_and_generations_are_told_as_the_ledger_has_them() -> None:
    desk = Desk()
    desk.books.books[3] = PartitionBook(3, halted="20 in a row", halted_at=NOW, rules_version="3-ab")
    desk.books.records[parked_record(5).name] = parked_record(5)
    desk.books.others.append(GenerationBook(2, 24, 1_000, NOW))
    status = await desk.standing.measure()
    (found,) = status.partitions
    assert (found.halted, found.halted_since_us, found.parked) == ("20 in a row", NOW_MS * 1000, 1)
    assert [(one.generation, one.current, one.since_us) for one in status.generations] == [
        (2, False, NOW_MS * 1000),
        (1, True, 0),
    ]
    assert [(one.reason, one.open) for one in status.reasons] == [("NOT_ESTABLISHED", 1)]


async def test_an_outbox_that_cannot_be_asked_says_so_and_costs_nobody_their_figures() -> None:
    outboxes = HttpOutboxes({"adri": f"http://{NOBODY_LISTENS}/status"})
    desk = Desk()
    standing = Standing(desk.books, desk.log, outboxes, FixedClock(NOW), generation=1)
    (adri,) = (await standing.measure()).outboxes
    await outboxes.stop()
    assert (adri.service, adri.problem, adri.rows) == ("adri", "UNREACHABLE", 0)
