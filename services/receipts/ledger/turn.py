"""One partition's turn in a flush: where it stands in the log, its gates, and the entries it gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contracts.topics import CONTROL
from receipts.ledger.breaker import Breaker
from receipts.ledger.entry import Entry, pack_vector
from receipts.ledger.inputs import Record
from reimbursement.rule_tables import Tables


@dataclass(slots=True)
class Turn:
    """The ledger row of a partition while a flush changes it. `offsets`: next offset of every input topic."""

    partition: int
    next_seq: int
    rules_version: str | None
    halted: str | None
    breaker: Breaker
    offsets: dict[str, int]
    tables: Tables | None = None
    entries: list[Entry] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)
    """The offsets as the flush found them: only those that moved are written."""

    def moved(self) -> dict[str, int]:
        """Next offset of the topics of which something was consumed."""
        return {topic: offset for topic, offset in self.offsets.items() if self.found.get(topic) != offset}

    def add(self, entry: Entry) -> int:
        """Give the entry the next seq and the vector of this moment; counts it for the circuit breaker."""
        entry.partition = self.partition
        entry.seq = self.next_seq
        entry.vector = pack_vector(self.offsets)
        self.next_seq += 1
        self.entries.append(entry)
        letter = entry.dead_letter
        reason_to_halt = self.breaker.note(entry.seq, letter.reason if letter else None)
        if reason_to_halt and self.halted is None:
            self.halted = reason_to_halt
        return entry.seq

    def takes(self, topic: str) -> bool:
        """Whether a record of this topic may be consumed now: before the first Activate, and halted, only control."""
        return topic == CONTROL.name or (self.halted is None and self.tables is not None)


def gaps(offsets: Mapping[str, int], records: Sequence[Record]) -> bool:
    """Whether the records of some topic do not follow on its next offset one by one."""
    due = dict(offsets)
    for record in records:
        if record.offset != due[record.topic]:
            return True
        due[record.topic] += 1
    return False
