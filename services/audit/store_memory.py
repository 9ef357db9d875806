"""The store's in-memory twin, for tests of what stands above it; passes the same contract suite."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from audit.chain import START, Entry, hash_of
from vitale.access.v1.access_pb2 import AccessEvent


class MemoryChainStore:
    """A list."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[Entry] = []
        self._progress: dict[int, int] = {}

    async def progress(self) -> Mapping[int, int]:
        """See the port."""
        await asyncio.sleep(0)
        return dict(self._progress)

    async def append(self, events: Sequence[AccessEvent], progress: Mapping[int, int]) -> list[Entry]:
        """See the port."""
        await asyncio.sleep(0)
        made = chained(events, {entry.access_id for entry in self.entries}, self.entries[-1] if self.entries else None)
        self.entries.extend(made)
        for partition, offset in progress.items():
            self._progress[partition] = max(offset, self._progress.get(partition, 0))
        return made

    async def of_subject(self, subject_id: bytes, *, before: int, most: int) -> list[Entry]:
        """See the port."""
        await asyncio.sleep(0)
        mine = [e for e in reversed(self.entries) if e.subject_id == subject_id and (not before or e.seq < before)]
        return mine[:most]

    async def whole(self) -> AsyncIterator[Entry]:
        """See the port."""
        for entry in list(self.entries):
            await asyncio.sleep(0)
            yield entry


def chained(events: Sequence[AccessEvent], known: set[bytes], last: Entry | None) -> list[Entry]:
    """The entries of events that are not known, after the last one; the same access twice is one."""
    seq, head = (last.seq, last.hash) if last else (0, START)
    made: dict[bytes, Entry] = {}
    for event in events:
        if event.access_id in known or event.access_id in made:
            continue
        seq, body = seq + 1, event.SerializeToString()
        head = hash_of(head, seq, body)
        made[event.access_id] = Entry(seq, event.access_id, event.subject_id, event.at_us, body, head)
    return list(made.values())
