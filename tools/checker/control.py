"""Replays decisions and rights: what they change, and which waiting claims they release."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from reimbursement.rule_tables import Tables
from tools.checker.inputs import Guarantees, GuaranteeTable
from tools.checker.log import CONTROL, RIGHTS, Raw
from tools.checker.outputs import Applied, Ignored, Parked
from tools.checker.reading import ControlRecord, RightsRecord
from tools.checker.reassess import Again
from tools.checker.settle import Settler
from tools.checker.shape import decode
from tools.checker.state import Breaker, Expected, PartitionState, Waits, letter_of
from tools.checker.wire import WireError

Rulebook = Callable[[str], Tables | None]
"""Rule tables by version; None when they cannot be had."""


def _applied(effect: str) -> Expected:
    return Expected(Applied(CONTROL, effect))


def _ignored(reason: str) -> Expected:
    return Expected(Ignored(CONTROL, reason))


class Decisions:
    """Applies control records and rights to one partition."""

    def __init__(self, state: PartitionState, settler: Settler, rulebook: Rulebook) -> None:
        self.state = state
        self.settler = settler
        self.rulebook = rulebook

    def decide(self, record: ControlRecord, raw: Raw) -> Iterator[Expected]:
        """Entries of a control record: its own, then one for each claim it moves."""
        control = record.control
        if control.activate is not None:
            yield self._activate(control.activate.rules_version)
        elif control.clear_halt is not None:
            yield self._clear_halt()
        elif control.guarantees is not None:
            yield from self._guarantees(control.guarantees, raw)
        elif control.deadline is not None:
            yield from self._deadline(control.deadline.receipt_id)
        elif control.reassess is not None:
            yield from Again(self.state, self.settler, record, raw).entries()

    def rights(self, record: RightsRecord) -> Iterator[Expected]:
        """Entries of a beneficiary's new state: its own, then one for each claim that waited for it."""
        subject, revision = record.rights.subject_id, record.rights.revision
        known = self.state.rights.get(subject)
        if known is not None and revision <= known.rights.revision:
            reason = "SAME_CONTENT" if revision == known.rights.revision else "OLDER_REVISION"
            yield Expected(Ignored(RIGHTS, reason), record.home, subject)
            return
        self.state.rights[subject] = record
        yield Expected(Applied(RIGHTS, "rights", revision), record.home, subject)
        waiting = (waits for waits in self.state.waiting.values() if waits.record.claim.subject_id == subject)
        yield from self._release(waits for waits in waiting if waits.needs_hash is None)

    def _activate(self, version: str) -> Expected:
        if self.state.rules_version == version:
            return _ignored("ALREADY_ACTIVE")
        self.state.rules_version = version
        self.settler.tables = self.rulebook(version)
        return _applied("activate")

    def _clear_halt(self) -> Expected:
        if not self.state.halted:
            return _ignored("NOT_HALTED")
        self.state.halted = False
        self.state.breaker = Breaker()
        return _applied("clear_halt")

    def _guarantees(self, brought: Guarantees, raw: Raw) -> Iterator[Expected]:
        if brought.guarantees_hash in self.state.tables:
            yield _ignored("SAME_CONTENT")
            return
        try:
            table = self._proved(brought)
        except WireError as wrong:
            letter = letter_of(raw, "UNDECODABLE", str(wrong))
            yield Expected(Parked("UNDECODABLE", str(wrong), CONTROL, raw.offset), letter=letter)
            return
        self.state.tables[brought.guarantees_hash] = table
        self.state.table_bodies[brought.guarantees_hash] = brought.table_bytes
        yield _applied("guarantees")
        yield from self._release(w for w in self.state.waiting.values() if w.needs_hash == brought.guarantees_hash)

    @staticmethod
    def _proved(brought: Guarantees) -> GuaranteeTable:
        if sha256(brought.table_bytes).digest() != brought.guarantees_hash:
            raise WireError("guarantees.guarantees_hash")
        try:
            return decode(GuaranteeTable, brought.table_bytes)
        except WireError:
            raise WireError("guarantees.table_bytes") from None

    def _deadline(self, receipt_id: bytes) -> Iterator[Expected]:
        waits = self.state.waiting.get(receipt_id)
        if waits is None or waits.needs_hash is not None:
            yield _ignored("NOT_WAITING")
            return
        yield _applied("deadline")
        yield self.settler.release(waits, may_wait=False)

    def _release(self, candidates: Iterable[Waits]) -> Iterator[Expected]:
        for waits in sorted(candidates, key=lambda waits: waits.seq):
            if self._ready(waits):
                yield self.settler.release(waits, may_wait=True)

    def _ready(self, waits: Waits) -> bool:
        if waits.needs_hash is not None:
            return waits.needs_hash in self.state.tables
        known = self.state.rights.get(waits.record.claim.subject_id)
        return known is not None and known.rights.revision >= waits.needs_revision
