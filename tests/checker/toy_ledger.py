"""A small ledger written for these tests alone: takes inputs, keeps the history that a correct worker would leave."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b, sha256
from typing import Any

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import (
    Adjudication,
    Care,
    Contract,
    Cover,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Reason,
    Recovery,
    Sector,
    Setting,
    Use,
)
from reimbursement.rule_tables import Tables
from tests.checker.toy_entry import CLAIM, CONTROL, EPOCH, NO_HOME, RIGHTS, SEAL, SETTLEMENT, TOPICS, Entry, Record
from tests.checker.wire_writer import Signed, message, packed


@dataclass(frozen=True)
class ToyClaim:
    """A claim for one act, by a general practitioner unless said otherwise; prices in cents."""

    claim_id: str
    subject: bytes
    home: bytes
    day: date
    price_cents: int
    revision: int = 1
    code: str = "G"
    third_party: bool = False
    practice: str = "751234567"
    kind: str = "gp"
    family: str = "consultation"
    base_cents: int = 0

    @property
    def receipt(self) -> bytes:
        """Its receipt."""
        named = b"receipt" + self.practice.encode() + b"\x00" + self.claim_id.encode()
        return blake2b(named, digest_size=16).digest()

    def body(self) -> bytes:
        """The message of topic vitale.claim.v1."""
        act = [(1, 1), (2, self.code), (3, self.family), (4, 1), (5, self.price_cents), (6, self.base_cents)]
        performer = message([(1, self.practice), (2, self.kind), (3, "1"), (4, "Europe/Paris")])
        fields = [(1, self.claim_id), (2, 1), (3, self.digest()), (4, self.subject), (5, self.subject)]
        fields += [(6, self.revision), (7, self.day.isoformat()), (8, 1), (9, "office"), (10, self.third_party)]
        return message([*fields, (12, [performer]), (13, [message(act)]), (14, 1_760_000_000_000_000)])

    def digest(self) -> bytes:
        """Hash of its content."""
        return sha256(f"{self.claim_id}{self.price_cents}{self.day}".encode()).digest()

    def care(self) -> Care:
        """What the rules settle."""
        line = Line(1, self.code, Family(self.family), 1, self.price_cents, self.base_cents or None)
        who = Professional(ProfessionalKind(self.kind), Sector.ONE, self.practice)
        return Care(self.receipt, self.day, Pathway.IN, Setting.OFFICE, who, (line,), self.third_party, False)


TABLE = message([(1, "75000001"), (2, True), (4, [message([(1, 2)])])])
TABLE_HASH = sha256(TABLE).digest()
COVER = Cover(
    date(1980, 5, 17),
    contracts=(Contract("75000001", (Guarantee(GuaranteeKind.TICKET_MODERATEUR),), responsible=True),),
)


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
    heads: dict[bytes, tuple[bytes, int, int]] = field(default_factory=dict)
    waiting: dict[bytes, tuple[ToyClaim, int, int, bytes | None]] = field(default_factory=dict)
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
        for claim, _, _, needed in sorted(self.waiting.values(), key=lambda waits: waits[1]):
            if needed is not None:
                self._settle(claim)

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
        for claim, _, needed, table in sorted(self.waiting.values(), key=lambda waits: waits[1]):
            if claim.subject == subject and table is None and needed <= revision:
                self._settle(claim)

    def deadline(self, claim: ToyClaim) -> None:
        """Stop waiting for rights."""
        self.consume(CONTROL, NO_HOME, message([(1, "operator:test"), (3, [message([(1, claim.receipt)])])]))
        if claim.receipt not in self.waiting:
            self._ignored(CONTROL, "NOT_WAITING")
            return
        self._applied(CONTROL, "deadline")
        self._settle(claim, may_wait=False)

    def garbage(self, home: bytes) -> None:
        """A record that nobody can read."""
        self.consume(CLAIM, home, b"\xff\xff")
        outcome = message([(1, "UNDECODABLE"), (2, "value"), (3, CLAIM), (4, self.inputs[-1].offset)])
        self.add(Entry(4, outcome))
        self.parked[len(self.entries)] = (self.inputs[-1], "UNDECODABLE", "value")

    def claim(self, claim: ToyClaim) -> None:
        """A claim from the log."""
        self.consume(CLAIM, claim.home, claim.body())
        if claim.receipt in self.heads:
            if self.heads[claim.receipt][0] == claim.digest():
                self._ignored(CLAIM, "SAME_CONTENT", claim.home, claim.subject)
            else:
                self._park(claim, "CONTENT_CONFLICT", "content_hash")
            return
        self._settle(claim)

    def _settle(self, claim: ToyClaim, *, may_wait: bool = True) -> None:
        revision, _, _ = self.rights.get(claim.subject, (0, b"", b""))
        if may_wait and revision < claim.revision:
            self._wait(claim, claim.revision, None)
        elif not revision:
            self._reject(claim)
        elif not self.known_table:
            self._wait(claim, 0, TABLE_HASH)
        else:
            self._issue(claim, revision)

    def _issue(self, claim: ToyClaim, rights: int) -> None:
        years = range(claim.day.year - 4, claim.day.year + 5)
        known = [(year, use) for year in years for use in self.uses.get((claim.subject, year), ())]
        try:
            settled = adjudicate(claim.care(), COVER, [use for _, use in known], self.tables)
        except NotEstablished as unknown:
            self._park(claim, "NOT_ESTABLISHED", unknown.parameter)
            return
        debts = {(use.counter, use.receipt_id): year for year, use in known if use.counter > 20 and not use.scope}
        for use in settled.uses:
            owed = use.counter > 20 and use.scope
            year = debts[use.counter, bytes.fromhex(use.scope)] if owed else claim.day.year
            self.uses.setdefault((claim.subject, year), []).append(use)
        self.heads[claim.receipt] = (claim.digest(), len(self.entries) + 1, 1)
        self.waiting.pop(claim.receipt, None)
        self.add(
            Entry(
                1,
                self._receipt(claim, settled, rights=rights),
                claim.home,
                claim.subject,
                claim.receipt,
                1,
                1,
                claim.day,
                (settled.amo_paid_cents, sum(settled.amc_cents), settled.patient_cents),
            )
        )

    def _receipt(self, claim: ToyClaim, settled: Adjudication, *, rights: int) -> bytes:
        lines = []
        for line in settled.lines:
            reasons = [_reason(reason) for reason in line.reasons]
            amounts = [line.price_cents, line.base_cents, line.rate_bp, line.amo_gross_cents, line.surcharge_cents]
            amounts += [line.participation_cents, line.participation_deferred_cents, line.local_scheme_cents]
            named = [(1, line.line_no), (2, line.code), (3, str(line.family)), *enumerate(amounts, start=4)]
            rest = [(12, packed(line.amc_cents)), (13, line.amo_paid_cents), (14, line.patient_cents), (15, reasons)]
            new = [(16, line.franchise_cents), (17, line.franchise_deferred_cents), (18, line.fee_cents)]
            lines.append(message([*named, *rest, *new]))
        head = [(1, claim.receipt), (2, 1), (3, 1), (4, claim.subject), (5, claim.practice), (6, claim.claim_id)]
        head += [(7, 1), (8, claim.day.isoformat()), (9, claim.third_party), (10, claim.kind), (11, lines)]
        totals = [settled.price_cents, settled.amo_paid_cents, settled.local_scheme_cents, sum(settled.amc_cents)]
        year = self.uses.get((claim.subject, claim.day.year), ())
        counters = [sum(use.amount_cents for use in year if use.counter == counter) for counter in (1, 2)]
        tail = [*enumerate([*totals, settled.patient_cents], start=12), (17, ["75000001"]), (18, counters[0])]
        tail += [(19, self.tables.version), (20, rights), (21, 1_760_000_000_000_000)]
        uses = [use_body(use, int(settled.audience)) for use in settled.uses]
        tail += [(22, uses), (23, int(settled.audience)), (24, claim.subject)]
        return message([*head, *tail, (25, [_recovery(one) for one in settled.recoveries]), (26, counters[1])])

    def _wait(self, claim: ToyClaim, revision: int, table: bytes | None) -> None:
        since = self.waiting[claim.receipt][1] if claim.receipt in self.waiting else len(self.entries) + 1
        self.waiting[claim.receipt] = (claim, since, revision, table)
        self.heads[claim.receipt] = (claim.digest(), len(self.entries) + 1, 0)
        body = message([(1, claim.receipt), (2, claim.practice), (3, claim.claim_id), (4, revision), (5, table)])
        self.add(Entry(3, body, claim.home, claim.subject, claim.receipt))

    def _reject(self, claim: ToyClaim) -> None:
        self.heads[claim.receipt] = (claim.digest(), len(self.entries) + 1, 1)
        self.waiting.pop(claim.receipt, None)
        body = message([(1, claim.receipt), (2, "NO_RIGHTS"), (3, claim.practice), (4, claim.claim_id)])
        self.add(Entry(2, body, claim.home, claim.subject, claim.receipt))

    def _park(self, claim: ToyClaim, reason: str, detail: str) -> None:
        source = self.inputs[-1]
        fields = [(1, reason), (2, detail), (3, CLAIM), (4, source.offset), (5, claim.practice), (6, claim.claim_id)]
        self.add(Entry(4, message(fields), claim.home, claim.subject, claim.receipt))
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


def _reason(reason: Reason) -> bytes:
    since = (reason.in_force - EPOCH).days if reason.in_force else 0
    fields = [(1, int(reason.code)), (2, int(reason.amount)), (3, Signed(reason.effect_cents))]
    return message([*fields, (4, packed(reason.values, signed=True)), (5, reason.parameter), (6, Signed(since))])


def _recovery(recovery: Recovery) -> bytes:
    day = Signed((recovery.day - EPOCH).days)
    return message([(1, recovery.kind), (2, day), (3, Signed(recovery.amount_cents)), (4, recovery.origin), (5, 1)])


def use_body(use: Use, audience: int = 1) -> bytes:
    """A use as it is stored."""
    day = Signed((use.day - EPOCH).days)
    fields: list[tuple[int, object]] = [(1, int(use.counter)), (2, use.scope), (3, day), (4, Signed(use.amount_cents))]
    return message([*fields, (5, use.receipt_id), (6, audience)])
