"""The outcome store's in-memory twin; passes the same suite."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from chassis.errors import DomainError, ErrorCode
from teletransmission.outcomes.outcome import UNHEARD, Outcome, Place, is_beyond, merged, voided
from teletransmission.outcomes.progress import Progress, Taken


class MemoryOutcomeStore:
    """Keeps outcomes in a dictionary; `down` makes it answer like a dead database."""

    def __init__(self) -> None:
        """Begin empty."""
        self.down = False
        self._held: dict[bytes, Outcome] = {}
        self._partitions: dict[bytes, int] = {}
        self._progress: dict[int, Progress] = {}
        self._led = False

    @asynccontextmanager
    async def leading(self) -> AsyncIterator["MemoryOutcomeStore | None"]:
        """See the port."""
        if self._led:
            yield None
            return
        self._led = True
        try:
            yield self
        finally:
            self._led = False

    async def progress(self) -> Mapping[int, Progress]:
        """See the port."""
        self._answer()
        return dict(self._progress)

    async def beyond(self, partition: int, begun: Place) -> Collection[bytes]:
        """See the port."""
        self._answer()
        held = ((one, outcome) for one, outcome in self._held.items() if self._partitions[one] == partition)
        return {receipt_id for receipt_id, outcome in held if is_beyond(outcome, begun)}

    async def keep(self, taken: Taken) -> None:
        """See the port."""
        self._answer()
        for receipt_id, held in self._held.items():
            if (place := taken.begun.get(self._partitions[receipt_id])) is not None:
                self._held[receipt_id] = voided(held, place)
        for receipt_id, outcome in taken.outcomes.items():
            self._held[receipt_id] = merged(self._held.get(receipt_id, UNHEARD), outcome)
        self._partitions |= taken.partitions
        self._progress |= taken.progress

    async def find(self, receipt_ids: Sequence[bytes]) -> Mapping[bytes, Outcome]:
        """See the port."""
        self._answer()
        return {receipt_id: self._held[receipt_id] for receipt_id in receipt_ids if receipt_id in self._held}

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})
