"""The ledger's in-memory twin as operators read it: passes the same suite as the real one."""

from collections import Counter
from collections.abc import Sequence

from receipts.operations.books import GenerationBook, PartitionBook, Reading, Waiting
from receipts.operations.parked import ParkedName, ParkedRecord
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


class MemoryBooks:
    """Keeps what it is given; counts as the statements do."""

    def __init__(self, generation: int = 1) -> None:
        """Begin with an empty ledger."""
        self.generation = generation
        self.books: dict[int, PartitionBook] = {}
        self.records: dict[ParkedName, ParkedRecord] = {}
        self.claims: list[Waiting] = []
        self.events: dict[ParkedName, LedgerEvent] = {}
        self.others: list[GenerationBook] = []

    async def read(self) -> Reading:
        """See Books."""
        for book in self.books.values():
            ages = [claim.accepted_at_us for claim in self.claims if claim.partition == book.partition]
            book.waiting, book.oldest_accepted_us = len(ages), min(ages, default=None)
            book.parked = sum(1 for record in self._open() if record.name.partition == book.partition)
        books = [self.books[partition] for partition in sorted(self.books)]
        mine = GenerationBook(self.generation, len(books), sum(book.next_seq - 1 for book in books), None)
        generations = sorted([*self.others, *([mine] if books else [])], reverse=True)
        return Reading(books, generations, dict(Counter(record.reason for record in self._open()).most_common()))

    async def waiting(self, limit: int) -> Sequence[Waiting]:
        """See Books."""
        return sorted(self.claims, key=lambda claim: (claim.accepted_at_us, claim.receipt_id, claim.needs_version))[
            :limit
        ]

    async def parked(self, *, reason: str, everything: bool, limit: int) -> Sequence[ParkedRecord]:
        """See Books."""
        found = [
            self.records[name]
            for name in sorted(self.records)
            if name.generation == self.generation and reason in ("", self.records[name].reason)
        ]
        return [record for record in found if everything or record.resolved_seq is None][:limit]

    async def record(self, name: ParkedName) -> ParkedRecord | None:
        """See Books."""
        return self.records.get(name)

    async def event(self, name: ParkedName) -> LedgerEvent | None:
        """See Books."""
        return self.events.get(name)

    def _open(self) -> list[ParkedRecord]:
        mine = [record for name, record in self.records.items() if name.generation == self.generation]
        return [record for record in mine if record.resolved_seq is None]
