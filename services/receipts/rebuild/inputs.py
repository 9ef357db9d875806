"""The input records of one partition, each topic read from where the replay stands."""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Final, NamedTuple, Protocol, Self

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import InRecord, Tail
from receipts.ledger.inputs import Record

_AT_ONCE: Final = 2_000
_QUIET_POLLS: Final = 30
"""Empty polls of a second each after which a record that must be there is called lost."""


class Batches(Protocol):
    """An open reader of one topic and partition."""

    async def poll(self) -> list[InRecord]:
        """What has arrived, or an empty list after a while."""
        ...


Open = Callable[[str, int, int], AbstractAsyncContextManager[Batches]]
"""Opens a topic's partition at an offset."""


def of_broker(bootstrap: str) -> Open:
    """Opens readers at a broker."""
    return lambda topic, partition, offset: Tail(bootstrap, topic, {partition: offset}, max_records=_AT_ONCE)


class ReplayedRecord(NamedTuple):
    """A record as the ledger takes it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Inputs:
    """Hands out the records of a partition topic by topic, in the order in which they are asked for."""

    def __init__(self, opened: Open, partition: int, offsets: Mapping[str, int]) -> None:
        """`offsets`: where each topic is read from."""
        self._open, self._partition, self._offsets = opened, partition, dict(offsets)
        self._readers: dict[str, Batches] = {}
        self._read: dict[str, deque[InRecord]] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Readers open when a topic is first asked for."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every reader."""
        await self._stack.aclose()

    async def take(self, topic: str) -> Record:
        """The next record of a topic.

        Raises:
            DomainError: LOG_TRUNCATED when the broker does not have it any more, UNAVAILABLE when it is down.
        """
        waiting = self._read.setdefault(topic, deque())
        quiet = 0
        while not waiting:
            waiting.extend(await (await self._reader(topic)).poll())
            quiet += 1
            if not waiting and quiet >= _QUIET_POLLS:
                raise DomainError(ErrorCode.LOG_TRUNCATED, {"topic": topic, "partition": str(self._partition)})
        found = waiting.popleft()
        place = (found.topic, found.partition, found.offset, found.timestamp_ms)
        return ReplayedRecord(*place, found.key, found.value, tuple(found.headers))

    async def _reader(self, topic: str) -> Batches:
        if topic not in self._readers:
            opened = self._open(topic, self._partition, self._offsets[topic])
            self._readers[topic] = await self._stack.enter_async_context(opened)
        return self._readers[topic]
