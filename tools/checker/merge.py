"""Rebuilds from the published vectors the order in which the ledger consumed its inputs; proves it complete."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tools.checker.findings import Findings
from tools.checker.log import INPUTS, Log, Raw
from tools.checker.published import Published, Vector


@dataclass(frozen=True, slots=True)
class Step:
    """One input record and every entry it gave: its own first, then those it was expanded into."""

    source: Raw
    entries: list[Published] = field(default_factory=list)


def _advanced(before: Vector, after: Vector) -> list[int] | None:
    """Places of the vector that moved by one; None when any moved otherwise."""
    moved = [new - old for old, new in zip(before, after, strict=True)]
    if any(step not in {0, 1} for step in moved) or sum(moved) > 1:
        return None
    return [place for place, step in enumerate(moved) if step]


class _Merge:
    """Walks one partition."""

    def __init__(self, partition: int, log: Log, findings: Findings) -> None:
        self.partition = partition
        self.inputs = [log.get((topic, partition), ()) for topic in INPUTS]
        self.findings = findings
        self.steps: list[Step] = []
        self.at: Vector = tuple(records[0].offset if records else 0 for records in self.inputs)
        self.starts = self.at

    def take(self, entry: Published) -> bool:
        """Place one entry; False when the walk cannot go on."""
        if len(entry.vector) != len(INPUTS):
            return False
        moved = _advanced(self.at, entry.vector)
        if moved is None:
            self.findings.add("vector-jump", entry.where, f"from {self.at} to {entry.vector}")
            return False
        if not moved:
            return self._expand(entry)
        return self._consume(entry, moved[0])

    def _expand(self, entry: Published) -> bool:
        if not self.steps:
            self.findings.add("vector-stands", entry.where, "the first entry consumed no record")
            return False
        self.steps[-1].entries.append(entry)
        return True

    def _consume(self, entry: Published, place: int) -> bool:
        index = self.at[place] - self.starts[place]
        if index >= len(self.inputs[place]):
            self.findings.add("vector-beyond-log", entry.where, f"{INPUTS[place]} has no offset {self.at[place]}")
            return False
        self.steps.append(Step(self.inputs[place][index], [entry]))
        self.at = entry.vector
        return True

    def finish(self) -> None:
        """Every input record must have been consumed."""
        for topic, records, reached in zip(INPUTS, self.inputs, self.at, strict=True):
            for record in records[max(0, reached - records[0].offset) :] if records else ():
                self.findings.add("input-lost", f"{topic}/{self.partition}@{record.offset}", "no entry covers it")


def merge(partition: int, entries: Sequence[Published], log: Log, findings: Findings) -> list[Step]:
    """The input records of one partition in the order the ledger consumed them, with their entries."""
    walk = _Merge(partition, log, findings)
    for entry in entries:
        if not walk.take(entry):
            break
    walk.finish()
    return walk.steps


def check_dense(log: Log, findings: Findings) -> None:
    """Offsets of every partition follow one another: nothing was cut out of a topic."""
    for (topic, partition), records in log.items():
        for before, after in pairwise(records):
            findings.expect("offset-hole", f"{topic}/{partition}", expected=before.offset + 1, found=after.offset)
