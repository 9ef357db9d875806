"""The store of the chain, as a port: entries appended with progress, read by subject, read whole."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from audit.chain import Entry
from vitale.access.v1.access_pb2 import AccessEvent


class ChainStore(Protocol):
    """Where the chain is kept. Every method raises DomainError UNAVAILABLE when the database does not answer."""

    async def progress(self) -> Mapping[int, int]:
        """The next offset to take of each partition that was taken from."""
        ...

    async def append(self, events: Sequence[AccessEvent], progress: Mapping[int, int]) -> list[Entry]:
        """Append what is not there yet, in this order, and move the progress: one transaction, one writer at a time.

        Gives the entries made. A partition never goes back.
        """
        ...

    async def of_subject(self, subject_id: bytes, *, before: int, most: int) -> list[Entry]:
        """Entries about a person, newest first, those below `before` (0: from the newest)."""
        ...

    def whole(self) -> AsyncIterator[Entry]:
        """Every entry in order."""
        ...
