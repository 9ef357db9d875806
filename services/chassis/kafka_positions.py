"""Where the log ends, and how old a record at an offset is: for those who measure a backlog, not for those who read."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka import errors as kafka_errors

from chassis.errors import DomainError, ErrorCode

_REQUEST_MS: Final = 5_000
_ANSWER_S: Final = 2.0  # a broker that is silent for longer is away: whoever looks wants the other figures now
_READ_S: Final = 1.5
_REMEMBERED: Final = 1_000
_ENOUGH_BYTES: Final = 256 * 1024  # one batch of any producer of ours


class LogPlace(NamedTuple):
    """A partition of a topic."""

    topic: str
    partition: int


class LogPositions(Protocol):
    """What can be asked about the log. DomainError UNAVAILABLE when the broker does not answer."""

    async def ends(self, places: Iterable[LogPlace]) -> Mapping[LogPlace, int]:
        """Give, for each place, the offset that the next record will take."""
        ...

    async def timestamps(self, offsets: Mapping[LogPlace, int]) -> Mapping[LogPlace, int]:
        """Give when the record at each offset was written, milliseconds since 1970; what is not readable is left out.

        Where the very record is gone, the first one after it counts.
        """
        ...


class KafkaPositions:
    """The broker's: one connection, and the last timestamps kept: a lag that stands still costs no read."""

    def __init__(self, bootstrap: str) -> None:
        """Take the brokers; nothing is opened before the first question."""
        self._bootstrap = bootstrap
        self._consumer: Any = None
        self._one_by_one = asyncio.Lock()
        self._known: dict[tuple[LogPlace, int], int] = {}

    async def ends(self, places: Iterable[LogPlace]) -> Mapping[LogPlace, int]:
        """See LogPositions."""
        async with self._one_by_one, self._translating(), asyncio.timeout(_ANSWER_S):
            found = await (await self._ready()).end_offsets([TopicPartition(*place) for place in places])
        return {LogPlace(place.topic, place.partition): end for place, end in found.items()}

    async def timestamps(self, offsets: Mapping[LogPlace, int]) -> Mapping[LogPlace, int]:
        """See LogPositions."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        unknown = {place: offset for place, offset in offsets.items() if (place, offset) not in self._known}
        if unknown:
            async with self._one_by_one, self._translating():
                await self._read(await self._ready(), unknown)
        return {
            place: self._known[place, offset] for place, offset in offsets.items() if (place, offset) in self._known
        }

    async def stop(self) -> None:
        """Close the connection."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _read(self, consumer: Any, offsets: Mapping[LogPlace, int]) -> None:
        consumer.assign([TopicPartition(*place) for place in offsets])
        for place, offset in offsets.items():
            consumer.seek(TopicPartition(*place), offset)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READ_S):
                for place, offset in offsets.items():
                    record = await consumer.getone(TopicPartition(*place))
                    self._known[place, offset] = record.timestamp
        consumer.pause(*consumer.assignment())  # nothing more is fetched until the next question

    async def _ready(self) -> Any:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                max_partition_fetch_bytes=_ENOUGH_BYTES,
                request_timeout_ms=_REQUEST_MS,
            )
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
            self._consumer = consumer
        return self._consumer

    @contextlib.asynccontextmanager
    async def _translating(self) -> Any:
        try:
            yield
        except (kafka_errors.KafkaError, OSError, TimeoutError) as error:
            with contextlib.suppress(Exception):
                await self.stop()
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka", "error": type(error).__name__}) from error


class MemoryPositions:
    """A log in memory: timestamps (milliseconds) of its records, by place, the list's index being the offset."""

    def __init__(self) -> None:
        """Begin with an empty log and a broker that answers."""
        self.written: dict[LogPlace, list[int]] = {}
        self.down = False

    async def ends(self, places: Iterable[LogPlace]) -> Mapping[LogPlace, int]:
        """See LogPositions."""
        self._answer()
        return {place: len(self.written.get(place, ())) for place in places}

    async def timestamps(self, offsets: Mapping[LogPlace, int]) -> Mapping[LogPlace, int]:
        """See LogPositions."""
        self._answer()
        return {
            place: self.written[place][offset]
            for place, offset in offsets.items()
            if offset < len(self.written.get(place, ()))
        }

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka"})
