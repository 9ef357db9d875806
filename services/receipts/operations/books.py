"""What the desk reads of the ledger, as a port: PostgreSQL in production, memory in tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from receipts.ledger.entry import INPUT_NAMES
from receipts.operations.parked import ParkedName, ParkedRecord
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


class Source(NamedTuple):
    """The input record behind an entry."""

    topic: str
    offset: int


@dataclass(slots=True)
class PartitionBook:
    """A partition as the ledger has it. `unpublished_source`: the input of the oldest entry not known as published."""

    partition: int
    next_seq: int = 1
    published_seq: int = 0
    rules_version: str | None = None
    halted: str | None = None
    halted_at: datetime | None = None
    offsets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(INPUT_NAMES, 0))
    parked: int = 0
    waiting: int = 0
    oldest_accepted_us: int | None = None
    unpublished_source: Source | None = None


class GenerationBook(NamedTuple):
    """One life of the ledger."""

    generation: int
    partitions: int
    entries: int
    since: datetime | None


class Waiting(NamedTuple):
    """A claim that waits for a revision of rights, a guarantee table or a version of its own; 0 or empty = none."""

    receipt_id: bytes
    partition: int
    accepted_at_us: int
    needs_revision: int
    needs_table: bytes
    needs_version: int = 0


class Reading(NamedTuple):
    """Everything of one moment."""

    partitions: Sequence[PartitionBook]
    generations: Sequence[GenerationBook]
    reasons: Mapping[str, int]


class Books(Protocol):
    """The ledger as operators read it. DomainError UNAVAILABLE when the database does not answer."""

    async def read(self) -> Reading:
        """Every partition by number, every generation from the last, open parked records by reason."""
        ...

    async def waiting(self, limit: int) -> Sequence[Waiting]:
        """Claims that wait, the oldest first."""
        ...

    async def parked(self, *, reason: str, everything: bool, limit: int) -> Sequence[ParkedRecord]:
        """Records set aside in log order: those still open, or all; of one reason, or any (empty)."""
        ...

    async def record(self, name: ParkedName) -> ParkedRecord | None:
        """The record of that name, or None."""
        ...

    async def event(self, name: ParkedName) -> LedgerEvent | None:
        """What the ledger wrote under a seq, or None."""
        ...


def source_of(vector: Sequence[int], before: Sequence[int]) -> Source | None:
    """The input whose consumption moved the vector of an entry; None when nothing moved."""
    for topic, now, earlier in zip(INPUT_NAMES, vector, before, strict=True):
        if now > earlier:
            return Source(topic, now - 1)
    return None
