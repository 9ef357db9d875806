"""Parts of the receipts worker that fail on purpose, or that only remember: brokers, processors, flows, acks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import MemoryPublisher, OutRecord
from receipts.ledger.outcome import Batch, Outcome
from receipts.ledger.processor import Processor


class UnreliableBroker(MemoryPublisher):
    """Keeps half of what it is given, then refuses, as often as it is told; then it is a sound broker."""

    def __init__(self, refusals: int, code: ErrorCode = ErrorCode.UNAVAILABLE) -> None:
        super().__init__()
        self.refusals = refusals
        self._code = code

    async def publish(self, records: Sequence[OutRecord]) -> None:
        """Keep the records, or only the first half."""
        if not self.refusals:
            await super().publish(records)
            return
        self.refusals -= 1
        await super().publish(records[: len(records) // 2])
        raise DomainError(self._code, {"dependency": "kafka"})


class UnluckyProcessor(Processor):
    """A processor whose connection breaks at given flushes (from 1), before or after the commit."""

    def __init__(
        self, *args: Any, before: frozenset[int] = frozenset(), after: frozenset[int] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._before, self._after = before, after
        self.flushes = 0
        self.at_end: dict[int, Callable[[], None]] = {}
        """What is to happen at the end of a flush."""

    async def apply(self, batch: Batch, published: Mapping[int, int]) -> Outcome:
        """Apply; the answer of an unlucky flush never comes."""
        self.flushes += 1
        number = self.flushes
        if number in self._before:
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        outcome = await super().apply(batch, published)
        if number in self._after:
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        self.at_end.get(number, lambda: None)()
        return outcome


class RememberedFlow:
    """Remembers which partitions are paused."""

    def __init__(self) -> None:
        self.paused: set[int] = set()

    def pause(self, partitions: Sequence[int]) -> None:
        """Fetch nothing more of these."""
        self.paused.update(partitions)

    def resume(self, partitions: Sequence[int]) -> None:
        """Fetch these again."""
        self.paused.difference_update(partitions)


class RememberedAcks:
    """Remembers the acknowledgements given, and how much was published when each was."""

    def __init__(self, publisher: MemoryPublisher) -> None:
        self._publisher = publisher
        self.given: list[tuple[str, int]] = []

    def of(self, name: str) -> Callable[[], None]:
        """An acknowledgement under a name."""
        return lambda: self.given.append((name, len(self._publisher.records)))

    @property
    def names(self) -> list[str]:
        """What was acknowledged, in order."""
        return [name for name, _ in self.given]
