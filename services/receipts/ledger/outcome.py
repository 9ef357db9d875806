"""What goes into a flush and what comes out of it, by partition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from receipts.ledger.entry import Entry
from receipts.ledger.inputs import Record

Batch = Mapping[int, Sequence[Record]]
"""Records that wait, in arrival order, by partition."""


@dataclass(slots=True)
class Outcome:
    """What a flush did, by partition."""

    entries: dict[int, list[Entry]] = field(default_factory=dict)
    offsets: dict[int, dict[str, int]] = field(default_factory=dict)
    left: dict[int, list[Record]] = field(default_factory=dict)
    """Records that a gate kept from being consumed: they stay first in their lane."""
    lost: set[int] = field(default_factory=set)
    """Partitions that another owner moved: nothing of theirs was applied."""
    refused: dict[int, str] = field(default_factory=dict)
    """Rules versions that this process does not hold."""
    halted: dict[int, str] = field(default_factory=dict)

    def merge(self, later: "Outcome") -> None:
        """Add what a later flush of the same partitions did."""
        for partition, more in later.entries.items():
            self.entries.setdefault(partition, []).extend(more)
        self.offsets.update(later.offsets)
        for partition in later.offsets:
            # The later flush was given what this one left.
            self.left.pop(partition, None)
            self.halted.pop(partition, None)
        self.left.update(later.left)
        self.lost |= later.lost
        self.refused.update(later.refused)
        self.halted.update(later.halted)


def by_partition(flat: Sequence[tuple[int, Record]]) -> dict[int, list[Record]]:
    """(partition, record) pairs as a batch."""
    batch: dict[int, list[Record]] = {}
    for partition, record in flat:
        batch.setdefault(partition, []).append(record)
    return batch


def halves(batch: Batch) -> tuple[list[tuple[int, Record]], list[tuple[int, Record]]]:
    """The records of a batch in two parts; each partition keeps its order from the first to the second."""
    flat = [(partition, record) for partition, records in batch.items() for record in records]
    middle = len(flat) // 2
    return flat[:middle], flat[middle:]


def still_due(flat: Sequence[tuple[int, Record]], earlier: Outcome) -> list[tuple[int, Record]]:
    """The second half, after what the first half left behind a gate and without what it lost."""
    left = [(partition, record) for partition, records in earlier.left.items() for record in records]
    return left + [(partition, record) for partition, record in flat if partition not in earlier.lost]
