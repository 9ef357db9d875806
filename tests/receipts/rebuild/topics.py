"""Input topics that stand in memory, read as the broker is read: by topic and partition, from an offset."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.kafka import InRecord
from tests.receipts.ledger.log import LoggedRecord

_AT_ONCE = 3


class MemoryReader:
    """One open reader."""

    def __init__(self, records: list[InRecord]) -> None:
        self._records = records

    async def poll(self) -> list[InRecord]:
        """See Batches."""
        found, self._records = self._records[:_AT_ONCE], self._records[_AT_ONCE:]
        return found


class MemoryTopics:
    """Every record that was logged."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, int], list[InRecord]] = {}

    def add(self, record: LoggedRecord) -> LoggedRecord:
        """Keep a record; gives it back."""
        kept = self._records.setdefault((record.topic, record.partition), [])
        kept.append(InRecord(*record[:3], record.key, record.value, record.headers, record.timestamp))
        return record

    @asynccontextmanager
    async def open(self, topic: str, partition: int, offset: int) -> AsyncIterator[MemoryReader]:
        """See Open."""
        yield MemoryReader(self._records.get((topic, partition), [])[offset:])

    def all(self) -> list[InRecord]:
        """Every record, topic by topic."""
        return [record for records in self._records.values() for record in records]
