"""The desk's figures as metrics: by topic and partition, 0 where nothing waits, absent where nothing is known."""

import json
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.errors import DomainError, ErrorCode
from chassis.telemetry import build
from contracts.topics import CLAIM, LEDGER_INPUTS, RIGHTS
from receipts.operations.books import PartitionBook, Reading, Source
from receipts.operations.gauges import GAUGES, Gauges
from receipts.operations.memory_books import MemoryBooks
from tests.receipts.operations.test_standing import Desk
from tests.receipts.operations.writers import offsets
from vitale.operations.v1.operations_service_pb2 import OutboxStatus

pytestmark = pytest.mark.asyncio


class Measured:
    """A desk whose figures a reader collects."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk, self.reader = desk or Desk(), InMemoryMetricReader()
        processor = SimpleSpanProcessor(InMemorySpanExporter())
        telemetry = build("operations", "test", span_processor=processor, reader=self.reader)
        self.gauges = Gauges(telemetry.meter, self.desk.standing)

    async def told(self, name: str) -> dict[tuple[object, ...], float]:
        """Values of a gauge by the values of its attributes."""
        await self.gauges.measure()
        read = self.reader.get_metrics_data()
        found: Any = json.loads(read.to_json()) if read else {"resource_metrics": []}
        return {
            tuple(point["attributes"].values()): point["value"]
            for resource in found["resource_metrics"]
            for scope in resource["scope_metrics"]
            for metric in scope["metrics"]
            if metric["name"] == name
            for point in metric["data"]["data_points"]
        }


async def test_lag_is_told_by_topic_and_partition_with_0_where_nothing_waits() -> None:
    seen = Measured()
    seen.desk.books.books[3] = PartitionBook(3, offsets=offsets(1, 0, 0))
    seen.desk.books.books[4] = PartitionBook(4, offsets=offsets(0, 0, 0))
    seen.desk.written(CLAIM.name, 3, 60, 12.5, 1)
    seen.desk.written(RIGHTS.name, 3, 4)
    records = await seen.told("vitale.ledger.lag.records")
    assert {place: value for place, value in records.items() if value} == {(CLAIM.name, 3): 2, (RIGHTS.name, 3): 1}
    assert set(records) == {(topic.name, partition) for topic in LEDGER_INPUTS for partition in (3, 4)}
    ages = await seen.told("vitale.ledger.lag.age")
    assert {place: value for place, value in ages.items() if value} == {(CLAIM.name, 3): 12.5, (RIGHTS.name, 3): 4.0}


async def test_outboxes_that_answer_and_what_is_not_published_are_told() -> None:
    seen = Measured()
    seen.desk.outboxes.known = [
        OutboxStatus(service="adri", rows=2, oldest_s=1.5),
        OutboxStatus(service="card_registry", problem="UNREACHABLE"),
    ]
    seen.desk.books.books[3] = PartitionBook(3, next_seq=9, published_seq=5, unpublished_source=Source(RIGHTS.name, 0))
    seen.desk.written(RIGHTS.name, 3, 7)
    assert await seen.told("vitale.outbox.age") == {("adri",): 1.5}
    assert await seen.told("vitale.outbox.records") == {("adri",): 2}
    assert await seen.told("vitale.ledger.unpublished.records") == {(3,): 3}
    assert await seen.told("vitale.ledger.unpublished.age") == {(3,): 7.0}


async def test_what_a_silent_broker_would_tell_is_absent_and_not_0() -> None:
    seen = Measured()
    seen.desk.books.books[3] = PartitionBook(3, offsets=offsets(1, 0, 0))
    assert await seen.told("vitale.ledger.lag.records")
    seen.desk.log.down = True
    assert await seen.told("vitale.ledger.lag.records") == {}
    assert await seen.told("vitale.ledger.lag.age") == {}
    assert await seen.told("vitale.ledger.unpublished.records") == {(3,): 0}


class Away(MemoryBooks):
    """A database that answers once."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False

    async def read(self) -> Reading:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres"})
        return await super().read()


async def test_without_the_database_there_are_no_figures_and_the_desk_lives_on() -> None:
    books = Away()
    seen = Measured(Desk(books))
    books.books[3] = PartitionBook(3, offsets=offsets(1, 0, 0))
    assert await seen.told("vitale.ledger.lag.records")
    books.down = True
    for name in GAUGES:
        assert await seen.told(name) == {}
