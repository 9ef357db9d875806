"""A small ledger written for these tests alone: takes inputs, keeps the history that a correct worker would leave."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import Use
from reimbursement.rule_tables import Tables
from tests.checker.toy_claim import COVER, TABLE, TABLE_HASH, ToyClaim
from tests.checker.toy_entry import CLAIM, CONTROL, NO_HOME, RIGHTS, SEAL, SETTLEMENT, TOPICS, Entry, Record
from tests.checker.toy_receipt import ALONE, FAMILY, Place, Stood, balances_of, cancelled_body, receipt_body, totals_of
from tests.checker.wire_writer import message

AMO, AMC = (1, "01"), (2, "75000001")


@dataclass
class ToyHead:
    """How far a claim has come; an empty digest = the version was set aside."""

    version: int
    digest: bytes
    seq: int
    revision: int = 0
    basis: int = 0


@dataclass(frozen=True)
class ToyWait:
    """A claim that waits for a revision of rights, or for a table."""

    claim: ToyClaim
    seq: int
    revision: int
    table: bytes | None
    source: Record


@dataclass
class ToyLedger:
    """One partition."""

    partition: int
    tables: Tables
    inputs: list[Record] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOPICS, 0))
    rights: dict[bytes, tuple[int, bytes, bytes]] = field(default_factory=dict)
    known_table: bool = False
    heads: dict[bytes, ToyHead] = field(default_factory=dict)
    stands: dict[bytes, Stood] = field(default_factory=dict)
    waiting: dict[bytes, ToyWait] = field(default_factory=dict)
    early: dict[tuple[bytes, int], tuple[ToyClaim, int, Record]] = field(default_factory=dict)
    uses: dict[tuple[bytes, int], list[Use]] = field(default_factory=dict)
    parked: dict[int, tuple[Record, str, str]] = field(default_factory=dict)
    paid: dict[tuple[bytes, str, str], Any] = field(default_factory=dict)
    pays_later: dict[tuple[bytes, str, str], Any] = field(default_factory=dict)

    def activate(self) -> None:
        """Rules from here on."""
        self.consume(CONTROL, NO_HOME, message([(1, "operator:test"), (2, [message([(1, self.tables.version)])])]))
        self._applied(CONTROL, "activate")

    def bring_table(self) -> None:
        """The guarantee table of everybody's contract; releases who waits for it."""
        body = message([(1, TABLE_HASH), (2, TABLE)])
        self.consume(CONTROL, NO_HOME, message([(1, "adri"), (5, [body])]))
        self.known_table = True
        self._applied(CONTROL, "guarantees")
        for waits in sorted(self.waiting.values(), key=lambda waits: waits.seq):
            if waits.table is not None:
                self._settle(waits.claim, waits.source)

    def put_rights(self, subject: bytes, home: bytes, revision: int) -> None:
        """Rights of one person; releases who waits for them."""
        period = [message([(1, "1990-01-01")])]
        contract = message([(1, "75000001"), (2, TABLE_HASH), (3, period), (4, 1)])
        coverage = [(1, subject), (2, 1), (3, period), (4, "01"), (6, period), (8, True), (9, [contract])]
        body = message([(1, subject), (2, revision), (3, "1980-05-17"), (4, [message(coverage)])])
        self.consume(RIGHTS, home, body)
        if subject in self.rights and revision <= self.rights[subject][0]:
            same = self.rights[subject][0] == revision
            self._ignored(RIGHTS, "SAME_CONTENT" if same else "OLDER_REVISION", home, subject)
            return
        self.rights[subject] = (revision, home, body)
        self._applied(RIGHTS, "rights", home, subject, revision=revision)
        for waits in sorted(self.waiting.values(), key=lambda waits: waits.seq):
            if waits.claim.subject == subject and waits.table is None and waits.revision <= revision:
                self._settle(waits.claim, waits.source)

    def deadline(self, claim: ToyClaim) -> None:
        """Stop waiting for rights."""
        self.consume(CONTROL, NO_HOME, message([(1, "operator:test"), (3, [message([(1, claim.receipt)])])]))
        waits = self.waiting.get(claim.receipt)
        if waits is None:
            self._ignored(CONTROL, "NOT_WAITING")
            return
        self._applied(CONTROL, "deadline")
        self._settle(waits.claim, waits.source, may_wait=False)

    def garbage(self, home: bytes) -> None:
        """A record that nobody can read."""
        self.consume(CLAIM, home, b"\xff\xff")
        outcome = message([(1, "UNDECODABLE"), (2, "value"), (3, CLAIM), (4, self.inputs[-1].offset)])
        self.add(Entry(4, outcome))
        self.parked[len(self.entries)] = (self.inputs[-1], "UNDECODABLE", "value")

    def claim(self, claim: ToyClaim) -> None:
        """A version of a claim from the log, and those that waited for it."""
        self.consume(CLAIM, claim.home, claim.body())
        self._arrive(claim, self.inputs[-1])
        while claim.receipt in self.heads:
            held = self.early.pop((claim.receipt, self.heads[claim.receipt].version + 1), None)
            if held is None:
                return
            self._next(held[0], held[2])

    def _arrive(self, claim: ToyClaim, source: Record) -> None:
        head = self.heads.get(claim.receipt, ToyHead(0, b"", 0))
        known = head.digest if claim.version == head.version else b""
        if claim.version > head.version + 1:
            held = self.early.get((claim.receipt, claim.version))
            if held is None:
                self._hold(claim, source)
                return
            known = held[0].digest()
        if claim.version < head.version:
            self._ignored(CLAIM, "OLDER_VERSION", claim.home, claim.subject)
        elif known == claim.digest():
            self._ignored(CLAIM, "SAME_CONTENT", claim.home, claim.subject)
        elif known:
            self._park(claim, source, "CONTENT_CONFLICT", "content_hash")
        else:
            self._next(claim, source)

    def _hold(self, claim: ToyClaim, source: Record) -> None:
        self.early[claim.receipt, claim.version] = (claim, len(self.entries) + 1, source)
        named = [(1, claim.receipt), (2, claim.practice), (3, claim.claim_id)]
        body = message([*named, (10, claim.version), (11, claim.version - 1)])
        self.add(Entry(3, body, claim.home, claim.subject, claim.receipt))

    def _next(self, claim: ToyClaim, source: Record) -> None:
        stood = self.stands.get(claim.receipt)
        if stood is not None and stood.cancelled:
            self._park(claim, source, "CONTENT_CONFLICT", "cancelled")
        elif claim.cancelled:
            self._cancel(claim, stood)
        else:
            self._settle(claim, source)

    def _settle(self, claim: ToyClaim, source: Record, *, may_wait: bool = True) -> None:
        revision, _, _ = self.rights.get(claim.subject, (0, b"", b""))
        if may_wait and revision < claim.revision:
            self._wait(claim, source, claim.revision, None)
        elif not revision or claim.opener not in (b"", claim.subject):
            self._reject(claim, "NO_RIGHTS")
        elif claim.filed >= _too_late(claim.day):
            self._reject(claim, "LIMITATION_PASSED")
        elif not self.known_table:
            self._wait(claim, source, 0, TABLE_HASH)
        else:
            self._issue(claim, source, revision)

    def _others(self, claim: ToyClaim) -> dict[tuple[bytes, int], list[Use]]:
        """All uses but those of the claim itself."""
        return {at: [use for use in uses if use.receipt_id != claim.receipt] for at, uses in self.uses.items()}

    def _issue(self, claim: ToyClaim, source: Record, rights: int) -> None:
        others = self._others(claim)
        years = range(claim.day.year - 4, claim.day.year + 5)
        known = [(year, use) for year in years for use in others.get((claim.subject, year), ())]
        try:
            settled = adjudicate(claim.care(), COVER, [use for _, use in known], self.tables)
        except NotEstablished as unknown:
            self._mark(claim)
            self._park(claim, source, "NOT_ESTABLISHED", unknown.parameter)
            return
        debts = {(use.counter, use.scope or use.receipt_id.hex()): year for year, use in known if use.counter > 20}
        self.uses = others
        for use in settled.uses:
            owed = use.counter > 20 and use.scope
            year = debts[use.counter, use.scope] if owed else claim.day.year
            self.uses.setdefault((claim.subject, year), []).append(use)
        totals = totals_of(settled)
        place = self._place(claim, {AMO: totals[1] + totals[2], AMC: totals[3]})
        self._stand(claim, place, Stood(claim.version, place.revision, totals, FAMILY))
        body = receipt_body(claim, settled, place, rights=rights)
        self._issued(claim, body, place, FAMILY, (totals[1], totals[3], totals[4]))

    def _cancel(self, claim: ToyClaim, stood: Stood | None) -> None:
        self.uses = self._others(claim)
        place = self._place(claim, {AMO: 0, AMC: 0})
        audience = stood.audience if stood is not None and stood.totals is not None else ALONE
        self._stand(claim, place, Stood(claim.version, place.revision, (0, 0, 0, 0, 0), audience, cancelled=True))
        rights, _, _ = self.rights.get(claim.subject, (0, b"", b""))
        self._issued(claim, cancelled_body(claim, place, audience, rights=rights), place, audience, (0, 0, 0))

    def _place(self, claim: ToyClaim, owed: dict[tuple[int, str], int]) -> Place:
        head, stood = self.heads.get(claim.receipt, ToyHead(0, b"", 0)), self.stands.get(claim.receipt)
        mine = [one[0] for key, one in self.paid.items() if key[0] == claim.receipt]
        return Place(
            head.revision + 1,
            head.basis + 1,
            self.tables.version,
            self.uses.get((claim.subject, claim.day.year), ()),
            stood.taken_back() if stood is not None else [],
            balances_of([(one.payer, one.cents) for one in mine], owed),
        )

    def _stand(self, claim: ToyClaim, place: Place, stood: Stood) -> None:
        at = len(self.entries) + 1
        self.heads[claim.receipt] = ToyHead(claim.version, claim.digest(), at, place.revision, place.basis)
        self.stands[claim.receipt] = stood
        self.waiting.pop(claim.receipt, None)

    def _issued(self, claim: ToyClaim, body: bytes, place: Place, audience: int, amounts: tuple[int, int, int]) -> None:
        named = (claim.home, claim.subject, claim.receipt, place.revision, audience, claim.day, amounts)
        self.add(Entry(1, body, *named, basis=place.basis))

    def _wait(self, claim: ToyClaim, source: Record, revision: int, table: bytes | None) -> None:
        before, at = self.waiting.get(claim.receipt), len(self.entries) + 1
        since = before.seq if before is not None else at
        self.waiting[claim.receipt] = ToyWait(claim, since, revision, table, source)
        if claim.receipt in self.stands:
            self._pass(claim, claim.digest())
        else:
            self.heads[claim.receipt] = ToyHead(claim.version, claim.digest(), at)
        named = [(1, claim.receipt), (2, claim.practice), (3, claim.claim_id), (4, revision), (5, table)]
        self.add(Entry(3, message([*named, (10, claim.version)]), claim.home, claim.subject, claim.receipt))

    def _pass(self, claim: ToyClaim, digest: bytes) -> None:
        self.heads[claim.receipt] = replace(self.heads[claim.receipt], version=claim.version, digest=digest)

    def _mark(self, claim: ToyClaim) -> None:
        self.waiting.pop(claim.receipt, None)
        if claim.receipt in self.stands:
            self._pass(claim, b"")
        else:
            self.heads[claim.receipt] = ToyHead(claim.version, b"", len(self.entries) + 1)

    def _reject(self, claim: ToyClaim, code: str) -> None:
        stood, head = self.stands.get(claim.receipt), self.heads.get(claim.receipt, ToyHead(0, b"", 0))
        self.waiting.pop(claim.receipt, None)
        if stood is not None and stood.totals is not None:
            self._pass(claim, claim.digest())
        else:
            at, revision = len(self.entries) + 1, head.revision + 1
            self.heads[claim.receipt] = ToyHead(claim.version, claim.digest(), at, revision, head.basis)
            self.stands[claim.receipt] = Stood(claim.version, revision, None)
        named = [(1, claim.receipt), (2, code), (3, claim.practice), (4, claim.claim_id), (10, claim.version)]
        self.add(Entry(2, message(named), claim.home, claim.subject, claim.receipt))

    def _park(self, claim: ToyClaim, source: Record, reason: str, detail: str) -> None:
        fields = [(1, reason), (2, detail), (3, CLAIM), (4, source.offset), (5, claim.practice), (6, claim.claim_id)]
        self.add(Entry(4, message([*fields, (10, claim.version)]), claim.home, claim.subject, claim.receipt))
        self.parked[len(self.entries)] = (source, reason, detail)

    def _applied(self, topic: str, effect: str, home: bytes = NO_HOME, subject: bytes = b"", revision: int = 0) -> None:
        self.add(Entry(5, message([(1, topic), (2, effect), (3, revision)]), home, subject))

    def _ignored(self, topic: str, reason: str, home: bytes = NO_HOME, subject: bytes = b"") -> None:
        self.add(Entry(6, message([(1, topic), (2, reason)]), home, subject))

    def add(self, entry: Entry) -> None:
        """An entry takes the next seq."""
        entry.vector = (self.offsets[CLAIM], self.offsets[CONTROL], self.offsets[RIGHTS], self.offsets[SETTLEMENT])
        self.entries.append(entry)

    def consume(self, topic: str, key: bytes, body: bytes) -> None:
        """A record comes from the log."""
        self.inputs.append(Record(topic, self.partition, self.offsets[topic], key, SEAL + body, ()))
        self.offsets[topic] += 1


def _too_late(care: date) -> date:
    """First day on which a claim for care of that day is refused."""
    following = {1: (0, 4), 2: (0, 7), 3: (0, 10), 4: (1, 1)}[(care.month + 2) // 3]
    return date(care.year + 2 + following[0], following[1], 1)
