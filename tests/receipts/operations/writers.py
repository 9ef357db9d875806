"""Writes what operators read: into the twin, and into the real tables."""

from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from chassis.postgres import Pool
from contracts.envelope import seal
from contracts.topics import CLAIM, CONTROL, RIGHTS, SETTLEMENT
from receipts.ledger.entry import pack_vector
from receipts.operations.books import Books, PartitionBook, Source, Waiting
from receipts.operations.memory_books import MemoryBooks
from receipts.operations.parked import ParkedName, ParkedRecord
from receipts.operations.postgres_books import PostgresBooks
from receipts.parked_headers import pack_headers
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, RecordParked

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY: Final = bytes(range(16))
PERSON: Final = b"299017510900123 CAMILLE"
HEADERS: Final = (("ce_type", b"vitale.claim.v1.Claim"), ("ce_subject", b"ab" * 16), ("redrive-of", b"1-3-2"))


def offsets(claim: int, control: int, rights: int) -> dict[str, int]:
    """A place in the log."""
    return {CLAIM.name: claim, CONTROL.name: control, RIGHTS.name: rights, SETTLEMENT.name: 0}


def parked_record(seq: int, *, partition: int = 3, reason: str = "NOT_ESTABLISHED", detail: str = "") -> ParkedRecord:
    """A claim set aside ninety seconds ago, with a person in its value."""
    at = datetime.fromtimestamp(NOW.timestamp() - 90, UTC)
    name = ParkedName(1, partition, seq)
    return ParkedRecord(name, CLAIM.name, 41, at, reason, detail, "KeyError", KEY, seal(PERSON), HEADERS, None)


def parked_event(seq: int, reason: str = "NOT_ESTABLISHED") -> LedgerEvent:
    """What the ledger wrote when it set the record aside."""
    return LedgerEvent(record_parked=RecordParked(reason=reason, issuer="RPPS:90000000001", claim_id=f"T-{seq}"))


class Writer(Protocol):
    """A ledger that tests write to."""

    @property
    def books(self) -> Books: ...

    async def partition(self, book: PartitionBook) -> None: ...

    async def entry(self, name: ParkedName, event: LedgerEvent, at: dict[str, int]) -> None: ...

    async def unpublished(self, partition: int, source: Source) -> None: ...

    async def park(self, record: ParkedRecord) -> None: ...

    async def wait(self, claim: Waiting) -> None: ...


class MemoryWriter:
    """Writes to the twin."""

    def __init__(self) -> None:
        self.books = MemoryBooks()

    async def partition(self, book: PartitionBook) -> None:
        """Set a partition's row."""
        self.books.books[book.partition] = book

    async def entry(self, name: ParkedName, event: LedgerEvent, at: dict[str, int]) -> None:  # noqa: ARG002 - the port
        """Write an entry whose inputs stand at these offsets."""
        self.books.events[name] = event

    async def unpublished(self, partition: int, source: Source) -> None:
        """Say what the entries already say in the real tables."""
        self.books.books[partition].unpublished_source = source

    async def park(self, record: ParkedRecord) -> None:
        """Set a record aside."""
        self.books.records[record.name] = record

    async def wait(self, claim: Waiting) -> None:
        """Let a claim wait."""
        self.books.claims.append(claim)


class PostgresWriter:
    """Writes to the real tables."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.books = PostgresBooks(pool, 1)

    async def partition(self, book: PartitionBook) -> None:
        """See MemoryWriter."""
        await self._pool.execute(
            "insert into ledger"
            " (generation, partition, next_seq, published_seq, rules_version, halted, halted_at, since)"
            " values (1, $1, $2, $3, $4, $5, $6, null)",
            book.partition,
            book.next_seq,
            book.published_seq,
            book.rules_version,
            book.halted,
            book.halted_at,
        )
        rows = [(book.partition, topic, offset) for topic, offset in book.offsets.items()]
        await self._pool.executemany("insert into progress values (1, $1, $2, $3)", rows)

    async def entry(self, name: ParkedName, event: LedgerEvent, at: dict[str, int]) -> None:
        """See MemoryWriter."""
        await self._pool.execute(
            "insert into entry (generation, partition, seq, revision, basis, kind, audience, amo_cents, amc_cents,"
            " patient_cents, vector, dek_id, payload) values ($1, $2, $3, 0, 0, 4, 0, 0, 0, 0, $4, 0, $5)",
            *name,
            pack_vector(at),
            seal(event.SerializeToString()),
        )

    async def unpublished(self, partition: int, source: Source) -> None:
        """Nothing to do: the entries say it."""

    async def park(self, record: ParkedRecord) -> None:
        """See MemoryWriter."""
        await self._pool.execute(
            "insert into parked values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *record.name,
            record.topic,
            record.offset,
            int(record.written_at.timestamp() * 1000),
            record.reason,
            record.detail,
            record.stack_class,
            record.key,
            record.value,
            pack_headers(record.headers),
            record.resolved_seq,
        )

    async def wait(self, claim: Waiting) -> None:
        """See MemoryWriter."""
        if claim.needs_version:
            await self._pool.execute(
                "insert into version_waiting values (1, $1, $2, $3, $1, 1, 1, '', $4, '')",
                UUID(bytes=claim.receipt_id),
                claim.needs_version + 1,
                claim.partition,
                claim.accepted_at_us,
            )
            return
        await self._pool.execute(
            "insert into waiting values (1, $1, $2, $1, $1, 1, 1, $3, $4, $5, '')",
            UUID(bytes=claim.receipt_id),
            claim.partition,
            claim.needs_revision,
            claim.needs_table or None,
            claim.accepted_at_us,
        )
