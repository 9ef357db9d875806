"""Who is watching their list: each gets their own entries as they are made."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from audit.chain import Entry

_WAITING: Final = 1_000


class Watchers:
    """Queues by subject."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._queues: dict[bytes, set[asyncio.Queue[Entry]]] = {}

    def tell(self, entries: Sequence[Entry]) -> None:
        """Hand entries to those they are about; who is too slow misses some, and has the list."""
        for entry in entries:
            for queue in self._queues.get(entry.subject_id, ()):
                if not queue.full():
                    queue.put_nowait(entry)

    @contextmanager
    def watching(self, subject_id: bytes) -> Iterator[asyncio.Queue[Entry]]:
        """A queue of a person's entries from now on."""
        queue: asyncio.Queue[Entry] = asyncio.Queue(_WAITING)
        self._queues.setdefault(subject_id, set()).add(queue)
        try:
            yield queue
        finally:
            left = self._queues[subject_id]
            left.discard(queue)
            if not left:
                del self._queues[subject_id]
