"""The store of outcomes, as ports: what the follower writes under the lead, and what practices read."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from teletransmission.outcomes.outcome import Outcome, Place
from teletransmission.outcomes.progress import Progress, Taken


class OutcomeWriter(Protocol):
    """What the one active follower may do."""

    async def progress(self) -> Mapping[int, Progress]:
        """How far each partition was read; a partition never read is absent. DomainError UNAVAILABLE."""
        ...

    async def beyond(self, partition: int, begun: Place) -> Collection[bytes]:
        """Receipts of which something was told that a newer generation, which goes on after `begun`, does not have.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer.
        """
        ...

    async def keep(self, taken: Taken) -> None:
        """Void what newer generations did not take over, merge the outcomes, set the progress: all of it or nothing.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer; read again from the progress that is kept.
        """
        ...


class OutcomeStore(Protocol):
    """Where outcomes are kept."""

    def leading(self) -> AbstractAsyncContextManager[OutcomeWriter | None]:
        """The lead while the block runs, or None while somebody else has it."""
        ...

    async def find(self, receipt_ids: Sequence[bytes]) -> Mapping[bytes, Outcome]:
        """Where each receipt stands; one of which nothing came back is absent. DomainError UNAVAILABLE."""
        ...
