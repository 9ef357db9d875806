"""What stands in the ledger's database, read with plain SQL in one read-only snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import asyncpg


@dataclass(frozen=True)
class LedgerRow:
    """One partition of the ledger."""

    partition: int
    next_seq: int
    published_seq: int
    rules_version: str | None
    halted: str | None


@dataclass(frozen=True)
class ProgressRow:
    """Next offset of one input topic."""

    partition: int
    topic: str
    next_offset: int


@dataclass(frozen=True)
class EntryRow:
    """One entry; amounts in cents."""

    partition: int
    seq: int
    home_id: bytes | None
    subject_id: bytes | None
    receipt_id: bytes | None
    revision: int
    basis: int
    kind: int
    audience: int
    care_date: date | None
    amo_cents: int
    amc_cents: int
    patient_cents: int
    vector: bytes
    dek_id: int
    payload: bytes


@dataclass(frozen=True)
class HeadRow:
    """Uniqueness of a claim."""

    receipt_id: bytes
    partition: int
    version: int
    content_hash: bytes
    last_seq: int
    revision: int
    basis: int


@dataclass(frozen=True)
class YearRow:
    """Uses of one beneficiary in one year of care."""

    subject_id: bytes
    year: int
    partition: int
    body: bytes


@dataclass(frozen=True)
class RightsRow:
    """Rights at hand of one beneficiary."""

    subject_id: bytes
    partition: int
    home_id: bytes
    revision: int
    body: bytes


@dataclass(frozen=True)
class GuaranteesRow:
    """A guarantee table known to a partition."""

    partition: int
    hash: bytes
    body: bytes


@dataclass(frozen=True)
class WaitingRow:
    """A claim that waits."""

    receipt_id: bytes
    partition: int
    subject_id: bytes
    home_id: bytes
    seq: int
    needs_revision: int
    needs_hash: bytes | None
    body: bytes


@dataclass(frozen=True)
class VersionWaitingRow:
    """A version of a claim that waits for the one before it."""

    receipt_id: bytes
    version: int
    partition: int
    home_id: bytes
    seq: int
    source_offset: int
    content_hash: bytes
    body: bytes


@dataclass(frozen=True)
class SettlementRow:
    """A settlement that stands on a receipt."""

    receipt_id: bytes
    payer: str
    reference: str
    partition: int
    seq: int
    content_hash: bytes
    body: bytes


@dataclass(frozen=True)
class SettlementWaitingRow:
    """A settlement that waits for its receipt."""

    receipt_id: bytes
    payer: str
    reference: str
    partition: int
    home_id: bytes
    seq: int
    content_hash: bytes
    body: bytes


@dataclass(frozen=True)
class ParkedRow:
    """A record set aside, with its original bytes."""

    partition: int
    seq: int
    topic: str
    source_offset: int
    reason: str
    detail: str
    key: bytes | None
    value: bytes | None
    resolved_seq: int | None


@dataclass(frozen=True)
class Dump:
    """Every row of one generation."""

    ledger: Sequence[LedgerRow] = ()
    progress: Sequence[ProgressRow] = ()
    entries: Sequence[EntryRow] = ()
    heads: Sequence[HeadRow] = ()
    years: Sequence[YearRow] = ()
    rights: Sequence[RightsRow] = ()
    guarantees: Sequence[GuaranteesRow] = ()
    waiting: Sequence[WaitingRow] = ()
    versions_waiting: Sequence[VersionWaitingRow] = ()
    parked: Sequence[ParkedRow] = ()
    settlements: Sequence[SettlementRow] = ()
    settlements_waiting: Sequence[SettlementWaitingRow] = ()
    rules: Mapping[str, bytes] | None = None


_TABLES: dict[str, tuple[str, type[Any], str]] = {
    "ledger": ("ledger", LedgerRow, "partition"),
    "progress": ("progress", ProgressRow, "partition, topic"),
    "entries": ("entry", EntryRow, "partition, seq"),
    "heads": ("claim_head", HeadRow, "receipt_id"),
    "years": ("subject_year", YearRow, "subject_id, year"),
    "rights": ("rights", RightsRow, "subject_id"),
    "guarantees": ("guarantees", GuaranteesRow, "partition, hash"),
    "waiting": ("waiting", WaitingRow, "partition, seq"),
    "versions_waiting": ("version_waiting", VersionWaitingRow, "receipt_id, version"),
    "parked": ("parked", ParkedRow, "partition, seq"),
    "settlements": ("settlement", SettlementRow, "partition, seq"),
    "settlements_waiting": ("settlement_waiting", SettlementWaitingRow, "partition, seq"),
}

Row = TypeVar("Row")


def _plain(value: Any) -> Any:
    return value.bytes if isinstance(value, UUID) else value


async def _rows(db: Any, table: str, kind: type[Row], *, order: str, generation: int) -> tuple[Row, ...]:
    if await db.fetchval("select to_regclass($1)", f"receipts.{table}") is None:
        return ()  # a ledger from before the table: a row that it ought to hold is missing all the same
    columns = ", ".join(f.name for f in fields(kind))  # type: ignore[arg-type]  # every kind here is a dataclass
    query = f"select {columns} from receipts.{table} where generation = $1 order by {order}"  # noqa: S608 - own names only
    return tuple(kind(*map(_plain, row)) for row in await db.fetch(query, generation))


async def read_dump(dsn: str, generation: int) -> Dump:
    """Read every row of `generation` in one read-only, repeatable snapshot."""
    db = await asyncpg.connect(dsn, timeout=20)
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            found: dict[str, Any] = {
                name: await _rows(db, table, kind, order=order, generation=generation)
                for name, (table, kind, order) in _TABLES.items()
            }
            rules = {row["version"]: row["body"] for row in await db.fetch("select version, body from receipts.rules")}
    finally:
        await db.close()
    return Dump(**found, rules=rules)
