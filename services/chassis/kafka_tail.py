"""A reader of one topic's partitions from given offsets, without a group: nobody's progress but the caller's own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Final, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka import errors as kafka_errors

from chassis.errors import DomainError, ErrorCode
from chassis.records import InRecord

EARLIEST: Final = -2
LATEST: Final = -1
_POLL_MS: Final = 1_000
_GATHERED_BYTES: Final = 128 * 1024


class Tail:
    """Reads the partitions of `start`, each from its offset (or EARLIEST, LATEST), in order within a partition."""

    def __init__(
        self, bootstrap: str, topic: str, start: Mapping[int, int], *, max_records: int = 1_000, gather_ms: int = 0
    ) -> None:
        """Take partition -> the next offset to read.

        `gather_ms` is how long the broker may let records gather before it answers: a reader that is in no hurry spares
        itself and the broker an answer for every few records of a busy topic.
        """
        self._topic = topic
        self._start = {TopicPartition(topic, partition): offset for partition, offset in start.items()}
        self._consumer: Any = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_poll_records=max_records,
            request_timeout_ms=10_000,
            **({"fetch_min_bytes": _GATHERED_BYTES, "fetch_max_wait_ms": gather_ms} if gather_ms else {}),
        )

    async def __aenter__(self) -> Self:
        """Connect and go to the offsets; DomainError UNAVAILABLE when the broker does not answer."""
        try:
            await self._consumer.start()
            self._consumer.assign(list(self._start))
            await self._seek()
        except (kafka_errors.KafkaError, OSError, TimeoutError) as error:
            await self._consumer.stop()
            raise _translated(error, self._topic) from error
        return self

    async def _seek(self) -> None:
        first, last = await self._bounds()
        for place, offset in self._start.items():
            named = {EARLIEST: first, LATEST: last}.get(offset)
            target = offset if named is None else named[place]
            if not first[place] <= target <= last[place]:
                raise DomainError(
                    ErrorCode.LOG_TRUNCATED,
                    {"topic": self._topic, "partition": str(place.partition), "offset": str(target)},
                )
            self._consumer.seek(place, target)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self._consumer.stop()

    async def batches(self) -> AsyncIterator[list[InRecord]]:
        """Give what arrives, as lists that are never empty, for ever.

        A broker that is down is waited for; DomainError LOG_TRUNCATED when an offset is no longer there.
        """
        while True:
            if batch := await self.poll():
                yield batch

    async def poll(self, *, timeout_ms: int = _POLL_MS) -> list[InRecord]:
        """Give what has arrived, or an empty list after timeout_ms."""
        try:
            found = await self._consumer.getmany(timeout_ms=timeout_ms)
        except (kafka_errors.KafkaError, OSError) as error:
            raise _translated(error, self._topic) from error
        return [_record(message) for messages in found.values() for message in messages]

    async def ends(self) -> dict[int, int]:
        """Give, for each partition, the offset the next record will take."""
        return {place.partition: offset for place, offset in (await self._bounds())[1].items()}

    async def starts(self) -> dict[int, int]:
        """Give, for each partition, the offset of the oldest record that is kept."""
        return {place.partition: offset for place, offset in (await self._bounds())[0].items()}

    async def _bounds(self) -> tuple[dict[Any, int], dict[Any, int]]:
        places = list(self._start)
        first, last = await asyncio.gather(self._consumer.beginning_offsets(places), self._consumer.end_offsets(places))
        return first, last


def _record(message: Any) -> InRecord:
    return InRecord(
        message.topic,
        message.partition,
        message.offset,
        message.key,
        message.value,
        tuple(message.headers),
        message.timestamp,
    )


def _translated(error: BaseException, topic: str) -> DomainError:
    if isinstance(error, kafka_errors.OffsetOutOfRangeError | kafka_errors.NoOffsetForPartitionError):
        return DomainError(ErrorCode.LOG_TRUNCATED, {"topic": topic})
    return DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka", "error": type(error).__name__})
