"""The in-memory twin of the ledger's read side, for tests: passes the same suite as the one in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.envelope import seal
from receipts.api.ledger import Held, Row, Window
from receipts.visibility import Membership, Viewer
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued, SettlementRecorded, SubjectYear
from vitale.rights.v1.rights_pb2 import BeneficiaryRights


@dataclass(slots=True)
class MemoryLedger:
    """Everything in dictionaries; the caller writes what a worker would have written."""

    partitions: dict[bytes, int] = field(default_factory=dict)
    memberships: dict[bytes, list[Membership]] = field(default_factory=dict)
    subject_years: dict[tuple[bytes, int], SubjectYear] = field(default_factory=dict)
    heads: dict[bytes, Row] = field(default_factory=dict)
    settled: list[Row] = field(default_factory=list)
    next_seq: dict[int, int] = field(default_factory=dict)
    rights: dict[bytes, BeneficiaryRights] = field(default_factory=dict)
    guarantees: dict[tuple[int, bytes], bytes] = field(default_factory=dict)
    active: dict[int, str] = field(default_factory=dict)
    shelf: dict[str, Tables] = field(default_factory=dict)

    def issue(self, receipt: ReceiptIssued, *, partition: int) -> Row:
        """Append an entry for a receipt, the way the worker would, and give it."""
        seq = self.skip(partition)
        payload = seal(LedgerEvent(receipt_issued=receipt).SerializeToString())
        before = self.heads.get(receipt.receipt_id)
        settlements = before.settlements if before else ()
        audience = int(receipt.audience)
        row = Row(partition, seq, receipt.subject_id, audience, payload, receipt.revision, settlements)
        self.heads[receipt.receipt_id] = row
        return row

    def settle(self, recorded: SettlementRecorded, *, partition: int) -> Row:
        """Append an entry for a settlement, the way the worker would, and give it."""
        payload = seal(LedgerEvent(settlement_recorded=recorded).SerializeToString())
        row = Row(partition, self.skip(partition), recorded.subject_id, int(recorded.audience), payload)
        self.settled.append(row)
        head = self.heads[recorded.receipt_id]
        body = recorded.settlement.SerializeToString()
        self.heads[recorded.receipt_id] = replace(
            head, revision=recorded.revision, settlements=(*head.settlements, body)
        )
        return row

    def skip(self, partition: int) -> int:
        """Use up one sequence number."""
        seq = self.next_seq.get(partition, 1)
        self.next_seq[partition] = seq + 1
        return seq

    async def viewer(self, subject_id: bytes) -> Viewer:
        """See Ledger."""
        return Viewer(subject_id, self.partitions.get(subject_id), tuple(self.memberships.get(subject_id, ())))

    async def below(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """See Ledger."""
        rows: list[Row] = []
        for window in windows:
            mine = [row for row in self._of(window) if row.seq < window.bound]
            rows += sorted(mine, key=lambda r: -r.seq)[:limit]
        return rows

    async def above(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """See Ledger."""
        rows = [row for window in windows for row in (*self._of(window), *self._settled_of(window))]
        rows = [row for row in rows if any(w.subject_id == row.subject_id and row.seq > w.bound for w in windows)]
        return sorted(rows, key=lambda r: (r.partition, r.seq))[:limit]

    async def receipt(self, receipt_id: bytes) -> Row | None:
        """See Ledger."""
        return self.heads.get(receipt_id)

    async def years(self, subject_ids: Collection[bytes], year: int) -> Mapping[bytes, SubjectYear]:
        """See Ledger."""
        return {s: self.subject_years[s, year] for s in subject_ids if (s, year) in self.subject_years}

    async def held(self, subject_id: bytes, years: range) -> Held | None:
        """See Ledger."""
        rights, partition = self.rights.get(subject_id), self.partitions.get(subject_id)
        if rights is None or partition is None:
            return None
        named = {contract.guarantees_hash for coverage in rights.coverages for contract in coverage.contracts}
        tables = {name: body for (at, name), body in self.guarantees.items() if at == partition and name in named}
        uses = {year: body for (who, year), body in self.subject_years.items() if who == subject_id and year in years}
        return Held(rights, self.active.get(partition), tables, uses)

    async def tables(self, rules_version: str) -> Tables | None:
        """See Ledger."""
        return self.shelf.get(rules_version)

    async def openers(self, subject_ids: Collection[bytes], among: Collection[bytes]) -> set[bytes]:
        """See Ledger."""
        return {o for o in among if any(m.subject_id in subject_ids for m in self.memberships.get(o, ()))}

    def _of(self, window: Window) -> list[Row]:
        return _within(window, self.heads.values())

    def _settled_of(self, window: Window) -> list[Row]:
        return _within(window, self.settled)


def _within(window: Window, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.subject_id == window.subject_id and row.audience in window.audiences]
