"""Writes a ledger as the worker would, in memory and in PostgreSQL, so that one suite reads both."""

from typing import Protocol
from uuid import UUID

from chassis.postgres import Pool
from contracts.envelope import seal
from receipts.api.ledger import Ledger
from receipts.api.memory_ledger import MemoryLedger
from receipts.api.postgres_ledger import PostgresLedger
from receipts.ledger.rules_shelf import RulesShelf
from receipts.visibility import Membership
from reimbursement.rule_tables import Tables
from reimbursement_tables import dump
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued, SettlementRecorded, SubjectYear
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

GENERATION = 1


class Writer(Protocol):
    """What the suite writes, and the ledger it then reads."""

    ledger: Ledger

    async def person(self, subject_id: bytes, partition: int) -> None:
        """Rights of somebody are known."""
        ...

    async def member(self, opener: bytes, membership: Membership) -> None:
        """Somebody is on somebody's card."""
        ...

    async def issue(self, receipt: ReceiptIssued, partition: int) -> int:
        """An entry for a receipt; gives its seq."""
        ...

    async def settle(self, recorded: SettlementRecorded, partition: int) -> int:
        """An entry for a settlement of a receipt that was issued; gives its seq."""
        ...

    async def year(self, subject_id: bytes, year: int, body: SubjectYear) -> None:
        """Uses of a year."""
        ...

    async def rights(self, rights: BeneficiaryRights, partition: int) -> None:
        """What is known of somebody, in a partition that has been acquired."""
        ...

    async def guarantees(self, partition: int, name: bytes, body: bytes) -> None:
        """A guarantee table came to a partition."""
        ...

    async def activate(self, partition: int, tables: Tables) -> None:
        """A partition settles under these rules, which were stored."""
        ...


class MemoryWriter:
    """Into the in-memory twin."""

    def __init__(self) -> None:
        self._memory = MemoryLedger()
        self.ledger: Ledger = self._memory

    async def person(self, subject_id: bytes, partition: int) -> None:
        """See Writer."""
        self._memory.partitions[subject_id] = partition

    async def member(self, opener: bytes, membership: Membership) -> None:
        """See Writer."""
        self._memory.memberships.setdefault(opener, []).append(membership)

    async def issue(self, receipt: ReceiptIssued, partition: int) -> int:
        """See Writer."""
        return self._memory.issue(receipt, partition=partition).seq

    async def settle(self, recorded: SettlementRecorded, partition: int) -> int:
        """See Writer."""
        return self._memory.settle(recorded, partition=partition).seq

    async def year(self, subject_id: bytes, year: int, body: SubjectYear) -> None:
        """See Writer."""
        self._memory.subject_years[subject_id, year] = body

    async def rights(self, rights: BeneficiaryRights, partition: int) -> None:
        """See Writer."""
        self._memory.partitions[rights.subject_id] = partition
        self._memory.rights[rights.subject_id] = rights

    async def guarantees(self, partition: int, name: bytes, body: bytes) -> None:
        """See Writer."""
        self._memory.guarantees[partition, name] = body

    async def activate(self, partition: int, tables: Tables) -> None:
        """See Writer."""
        self._memory.active[partition] = tables.version
        self._memory.shelf[tables.version] = tables


class PostgresWriter:
    """Into the tables of the first migration; each row twice, the second time in another generation."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._next: dict[int, int] = {}
        self.ledger: Ledger = PostgresLedger(pool, GENERATION, RulesShelf.of_this_build())

    async def person(self, subject_id: bytes, partition: int) -> None:
        """See Writer."""
        await self._both(
            """insert into rights (generation, subject_id, partition, home_id, revision, body)
               values ($1, $2, $3, $2, 1, '')""",
            UUID(bytes=subject_id),
            partition,
        )

    async def member(self, opener: bytes, membership: Membership) -> None:
        """See Writer."""
        await self._both(
            """insert into membership (generation, subject_id, opener_subject_id, partition, quality, birth_date,
               first_day, last_day) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            UUID(bytes=membership.subject_id),
            UUID(bytes=opener),
            *membership[1:],
        )

    async def issue(self, receipt: ReceiptIssued, partition: int) -> int:
        """See Writer."""
        seq = self._next[partition] = self._next.get(partition, 0) + 1
        receipt_id = UUID(bytes=receipt.receipt_id)
        payload = seal(LedgerEvent(receipt_issued=receipt).SerializeToString())
        await self._both(
            """insert into entry (generation, partition, seq, home_id, subject_id, receipt_id, revision, basis, kind,
               audience, amo_cents, amc_cents, patient_cents, vector, dek_id, payload)
               values ($1, $2, $3, $4, $4, $5, $6, 1, 1, $7, 0, 0, 0, '', 0, $8)""",
            partition,
            seq,
            UUID(bytes=receipt.subject_id),
            receipt_id,
            receipt.revision,
            int(receipt.audience),
            payload,
        )
        await self._both(
            """insert into claim_head
               (generation, receipt_id, partition, version, content_hash, last_seq, revision, basis)
               values ($1, $2, $3, 1, '', $4, $5, 1)
               on conflict (generation, receipt_id)
               do update set last_seq = excluded.last_seq, revision = excluded.revision""",
            receipt_id,
            partition,
            seq,
            receipt.revision,
        )
        return seq

    async def settle(self, recorded: SettlementRecorded, partition: int) -> int:
        """See Writer."""
        seq = self._next[partition] = self._next.get(partition, 0) + 1
        receipt_id = UUID(bytes=recorded.receipt_id)
        await self._both(
            """insert into entry (generation, partition, seq, home_id, subject_id, receipt_id, revision, basis, kind,
               audience, amo_cents, amc_cents, patient_cents, vector, dek_id, payload)
               values ($1, $2, $3, $4, $4, $5, $6, 1, 7, $7, 0, 0, 0, '', 0, $8)""",
            partition,
            seq,
            UUID(bytes=recorded.subject_id),
            receipt_id,
            recorded.revision,
            int(recorded.audience),
            seal(LedgerEvent(settlement_recorded=recorded).SerializeToString()),
        )
        await self._both(
            "insert into settlement values ($1, $2, '1:01', $3, $4, $5, '', $6)",
            receipt_id,
            recorded.settlement.reference,
            partition,
            seq,
            recorded.settlement.SerializeToString(),
        )
        await self._both(
            "update claim_head set revision = $3 where generation = $1 and receipt_id = $2",
            receipt_id,
            recorded.revision,
        )
        return seq

    async def year(self, subject_id: bytes, year: int, body: SubjectYear) -> None:
        """See Writer."""
        await self._both(
            "insert into subject_year (generation, subject_id, year, partition, body) values ($1, $2, $3, 0, $4)",
            UUID(bytes=subject_id),
            year,
            body.SerializeToString(),
        )

    async def rights(self, rights: BeneficiaryRights, partition: int) -> None:
        """See Writer."""
        await self._both("insert into ledger (generation, partition) values ($1, $2) on conflict do nothing", partition)
        await self._both(
            """insert into rights (generation, subject_id, partition, home_id, revision, body)
               values ($1, $2, $3, $2, $4, $5)""",
            UUID(bytes=rights.subject_id),
            partition,
            rights.revision,
            rights.SerializeToString(),
        )

    async def guarantees(self, partition: int, name: bytes, body: bytes) -> None:
        """See Writer."""
        await self._both("insert into guarantees values ($1, $2, $3, $4)", partition, name, body)

    async def activate(self, partition: int, tables: Tables) -> None:
        """See Writer."""
        await self._pool.execute(
            "insert into rules (version, body) values ($1, $2) on conflict do nothing", tables.version, dump(tables)
        )
        await self._both("insert into ledger (generation, partition) values ($1, $2) on conflict do nothing", partition)
        await self._pool.execute(
            "update ledger set rules_version = $3 where generation = $1 and partition = $2",
            GENERATION,
            partition,
            tables.version,
        )

    async def _both(self, statement: str, *values: object) -> None:
        for generation in (GENERATION, GENERATION + 1):
            await self._pool.execute(statement, generation, *values)
