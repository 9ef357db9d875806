"""Reads vitale.receipt.v1 into gap-free sequences: duplicates must be equal, every seq must be there, in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.checker.findings import Findings
from tools.checker.log import FIRST_INPUTS, INPUTS, EnvelopeError, Raw
from tools.checker.outputs import LedgerEvent, Outcome, Position
from tools.checker.shape import decode
from tools.checker.wire import WireError

POSITION = "ledger-position"
Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """One seq of a partition as it was published."""

    raw: Raw
    seq: int
    vector: Vector
    outcome: Outcome
    inputs: int = len(INPUTS)
    """How many topics its vector named; a topic that was no input yet counts as 0 in `vector`."""
    generation: int = 1

    @property
    def where(self) -> str:
        """Partition and seq, for reports."""
        return f"{self.raw.partition}/{self.seq}"


@dataclass
class Sequences:
    """What was read: the sequence of each partition, and how many records were sent more than once."""

    by_partition: dict[int, list[Published]]
    duplicates: int = 0
    other_generations: int = 0


def _position(raw: Raw) -> Position:
    header = raw.header(POSITION)
    if header is None:
        raise WireError(f"no header {POSITION}")
    return decode(Position, header)


def _read(raw: Raw, position: Position, findings: Findings) -> Published | None:
    where = f"{raw.partition}/{position.seq}"
    findings.expect("prev-seq", where, expected=position.seq - 1, found=position.prev_seq)
    findings.expect("position-partition", where, expected=raw.partition, found=position.partition)
    topics = tuple(t.topic for t in position.vector)
    if topics != FIRST_INPUTS:
        findings.expect("vector-topics", where, expected=INPUTS, found=topics)
    outcome = decode(LedgerEvent, raw.body()).outcome
    if outcome is None:
        findings.add("published-unreadable", where, "the event has no outcome this checker knows")
        return None
    offsets = tuple(t.next_offset for t in position.vector)
    vector = (*offsets, 0) if topics == FIRST_INPUTS else offsets
    return Published(raw, position.seq, vector, outcome, len(offsets), position.generation)


def _same(one: Raw, other: Raw) -> bool:
    return (one.key, one.value, one.header(POSITION)) == (other.key, other.value, other.header(POSITION))


class _Partition:
    """Collects one partition in log order."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.kept: list[Published] = []
        self.first: dict[int, Raw] = {}
        self.duplicates = 0

    def take(self, raw: Raw, position: Position) -> None:
        known = self.first.get(position.seq)
        if known is not None:
            self.duplicates += 1
            if not _same(known, raw):
                where = f"{raw.partition}/{position.seq}"
                self.findings.add("duplicate-differs", where, f"offsets {known.offset}, {raw.offset}")
            return
        begin = next(iter(self.first), position.seq)
        self.first[position.seq] = raw
        due = begin + len(self.first) - 1
        self.findings.expect("seq-gap", f"{raw.partition}@{raw.offset}", expected=due, found=position.seq)
        published = _read(raw, position, self.findings)
        if published is not None:
            self.kept.append(published)


def read_sequences(records: Iterable[Raw], generation: int, findings: Findings) -> Sequences:
    """Group the records of vitale.receipt.v1 by partition, each seq once, in log order.

    A generation that was switched to goes on where the one before it stood: what is equal is not published again.
    """
    partitions: dict[int, dict[int, _Partition]] = {}
    others = 0
    for raw in records:
        try:
            position = _position(raw)
            if position.generation > generation:
                others += 1
                continue
            own = partitions.setdefault(raw.partition, {})
            own.setdefault(position.generation, _Partition(findings)).take(raw, position)
        except (WireError, EnvelopeError) as error:
            findings.add("published-unreadable", f"{raw.partition}@{raw.offset}", str(error))
    duplicates = sum(one.duplicates for own in partitions.values() for one in own.values())
    joined = {number: _joined(number, own, findings) for number, own in partitions.items()}
    return Sequences(joined, duplicates, others)


def _joined(number: int, own: dict[int, _Partition], findings: Findings) -> list[Published]:
    """The newest generation from where it begins, and before it the one that it took over from."""
    sequence: list[Published] = []
    for _, one in sorted(own.items()):
        begin = one.kept[0].seq if one.kept else 1
        sequence = [entry for entry in sequence if entry.seq < begin]
        findings.expect("seq-gap", f"{number}", expected=begin, found=len(sequence) + 1)
        sequence += one.kept
    return sequence
