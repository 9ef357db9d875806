"""Replays one partition's inputs in the order of the ledger on the checker's own state, and compares every entry."""

from collections.abc import Iterator, Sequence
from itertools import chain

from tools.checker.compare import compare
from tools.checker.control import Decisions, Rulebook
from tools.checker.findings import Findings
from tools.checker.log import CONTROL, Raw
from tools.checker.merge import Step
from tools.checker.outputs import Parked
from tools.checker.payments import Payments
from tools.checker.published import Published
from tools.checker.reading import ClaimRecord, ControlRecord, Poison, Read, RightsRecord, SettlementRecord, read_input
from tools.checker.refusals import database_refuses
from tools.checker.settle import Settler
from tools.checker.state import Expected, PartitionState, letter_of

REFUSED = (("DATABASE_REFUSED", None), ("RULES_RAISED", "record"))
"""How a record that no row can hold is parked: the server's word, or the driver's before it ever reached the server."""
_REDRIVE, _REDRIVE_PARTS = "redrive-of", 3


class Replay:
    """One partition."""

    def __init__(self, partition: int, rulebook: Rulebook, *, generation: int, findings: Findings) -> None:
        self.state = PartitionState(partition)
        self.generation = generation
        self.findings = findings
        self.settler = Settler(self.state)
        self.payments = Payments(self.state)
        self.decisions = Decisions(self.state, self.settler, rulebook)

    def run(self, steps: Sequence[Step]) -> PartitionState:
        """Replay every step; the state at the end."""
        for step in steps:
            self._take(step)
        return self.state

    def _take(self, step: Step) -> None:
        self._check_gate(step)
        found = iter(step.entries)
        for expected in self._expected(step):
            entry = next(found, None)
            if entry is None:
                place = f"{step.source.topic}/{step.source.partition}@{step.source.offset}"
                self.findings.add("entry-missing", place, f"expected {expected.outcome}")
                break
            self._match(expected, entry)
        for entry in found:
            self.findings.add("entry-unexplained", entry.where, f"nothing explains {entry.outcome}")

    def _check_gate(self, step: Step) -> None:
        open_to_all = self.settler.tables is not None and not self.state.halted
        if step.source.topic != CONTROL and not open_to_all:
            self.findings.add("gate", step.entries[0].where, "consumed before rules were active, or while halted")

    def _match(self, expected: Expected, entry: Published) -> None:
        compare(expected, entry, self.findings)
        reason = None
        if expected.letter is not None:
            self.state.parked[entry.seq] = expected.letter
            reason = expected.letter.reason
        if self.state.breaker.trips(entry.seq, reason):
            self.state.halted = True
        self.state.seq = entry.seq + 1

    def _expected(self, step: Step) -> Iterator[Expected]:
        """What must come of one record; the next is computed only when the one before took its seq."""
        self.state.seq = step.entries[0].seq
        self._resolve(step)
        first, record = step.entries[0].outcome, read_input(step.source)
        if isinstance(first, Parked) and _says_refused(first) and database_refuses(record):
            yield self._refused(first, step.source)
        else:
            brought: list[Expected] = []
            for expected in chain(self._outcomes(record, step.source), self._versions(record)):
                brought.append(expected)
                yield expected
            yield from self.payments.follow(brought)

    def _versions(self, record: Read) -> Iterator[Expected]:
        """Only a claim that comes moves a claim to another version."""
        if isinstance(record, ClaimRecord):
            yield from self.settler.versions(record.receipt_id)

    def _outcomes(self, record: Read, raw: Raw) -> Iterator[Expected]:
        if isinstance(record, ClaimRecord):
            yield self.settler.arrive(record, raw)
        elif isinstance(record, RightsRecord):
            yield from self.decisions.rights(record)
        elif isinstance(record, ControlRecord):
            yield from self.decisions.decide(record, raw)
        elif isinstance(record, SettlementRecord):
            yield self.payments.arrive(record, raw)
        else:
            yield self._poison(record, raw)

    @staticmethod
    def _poison(record: Poison, raw: Raw) -> Expected:
        outcome = Parked(record.reason, record.detail, raw.topic, raw.offset)
        return Expected(outcome, letter=letter_of(raw, record.reason, record.detail))

    @staticmethod
    def _refused(found: Parked, raw: Raw) -> Expected:
        # Which constraint refused is the database's word; all else about the entry is known.
        outcome = Parked(found.reason, found.detail, raw.topic, raw.offset)
        return Expected(outcome, letter=letter_of(raw, found.reason, found.detail))

    def _resolve(self, step: Step) -> None:
        mark = (step.source.header(_REDRIVE) or b"").decode("ascii", "replace").split("-")
        if not all(part.isdigit() for part in mark) or len(mark) != _REDRIVE_PARTS:
            return
        generation, partition, seq = map(int, mark)
        letter = self.state.parked.get(seq)
        if letter is not None and generation <= self.generation and partition == self.state.partition:
            letter.resolved_seq = step.entries[0].seq


def _says_refused(parked: Parked) -> bool:
    return any(parked.reason == reason and detail in {None, parked.detail} for reason, detail in REFUSED)
