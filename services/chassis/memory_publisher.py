"""The publisher's in-memory twin, which passes the same suite as the real one."""

from collections.abc import Mapping, Sequence

from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord


class MemoryPublisher:
    """Keeps what was published in `records`; can be told to be down."""

    def __init__(self, topics: Mapping[str, int] | None = None, *, max_record_bytes: int = 262_144) -> None:
        """Take the topics that exist with their partition counts (None: every topic) and the size limit in bytes."""
        self.records: list[OutRecord] = []
        self.down = False
        self._topics = topics
        self._max_record_bytes = max_record_bytes

    async def start(self) -> None:
        """Do nothing."""

    async def publish(self, records: Sequence[OutRecord]) -> None:
        """Keep the records, or raise as the broker would."""
        await self.ping()
        for record in records:
            self._check(record)
            self.records.append(record)

    async def ping(self) -> None:
        """Answer unless told to be down."""
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka"})

    async def stop(self) -> None:
        """Do nothing."""

    def _check(self, record: OutRecord) -> None:
        if len(record.value) > self._max_record_bytes:
            raise DomainError(ErrorCode.RECORD_TOO_LARGE, {"topic": record.topic})
        if self._topics is not None and not 0 <= record.partition < self._topics.get(record.topic, 0):
            raise DomainError(ErrorCode.TOPIC_MISMATCH, {"topic": record.topic, "partition": str(record.partition)})
