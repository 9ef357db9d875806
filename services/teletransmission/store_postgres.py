"""Accepted claims in PostgreSQL: one statement keeps a batch, or a version, and queues its records.

The relay loads the values.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import asyncpg

from chassis.outbox import decode_headers, encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.records import OutRecord
from contracts.envelope import seal
from teletransmission import records
from teletransmission import store_statements as sql
from teletransmission.drafts import Draft
from teletransmission.paper.statements import GATE
from teletransmission.store import HeldClaim, Kept, Standing

_FIRST: Final = 16
"""Bytes of an outbox row's pointer to a first version: the receipt alone; a later version's number follows it."""


class PostgresClaimStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool, kept: Callable[[Sequence[Draft]], None] = lambda _: None) -> None:
        """Take the pool, and the call to make with the first versions that are new and durable."""
        self.pool, self._kept = pool, kept

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new and say what was first held of each; see the port."""
        late = [draft.late_by_working_days for draft in drafts]
        try:
            rows = await self.pool.fetch(sql.KEEP, *_columns(drafts), records.TOPIC, GATE, *filed_columns(drafts), late)
            named = {row["receipt_id"] for row in rows}
            new = [draft for draft in drafts if draft.receipt_id in named]
            self._kept(new)
            held = {draft.receipt_id: draft.kept for draft in new}
            known = [draft.receipt_id for draft in drafts if draft.receipt_id not in named]
            if known:  # a statement of its own: what another call kept meanwhile is not in the snapshot of the first
                held |= {row["receipt_id"]: _kept(row) for row in await self.pool.fetch(sql.FIRST, known)}
        except Exception as error:
            raise translated(error) from error
        return held

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The newest version; see the port."""
        standing = await self.standing(receipt_id)
        return None if standing is None else standing.newest

    async def standing(self, receipt_id: bytes) -> Standing | None:
        """The first and the newest version; see the port."""
        rows = await self._fetch(sql.STANDING, receipt_id)
        if not rows:
            return None
        return Standing(_held(rows[0]), _held(rows[-1]), rows[0]["home_id"], rows[0]["partition"])

    async def version(self, receipt_id: bytes, number: int) -> HeldClaim | None:
        """One version; see the port."""
        rows = await self._fetch(sql.VERSION, receipt_id, number)
        return _held(rows[0]) if rows else None

    async def replace(self, draft: Draft) -> bool:
        """Keep a version after the newest; see the port."""
        headers = encode_headers(records.headers(draft))
        row = (draft.content_hash, draft.accepted_at_us, draft.cancelled, draft.reason, draft.message)
        newest = (draft.filed.charged_cents, draft.care)
        try:
            done = await self.pool.execute(
                sql.REPLACE, draft.receipt_id, draft.version, *row, *newest, records.TOPIC, GATE, headers
            )
        except Exception as error:
            raise translated(error) from error
        return done == "INSERT 0 1"

    async def _fetch(self, statement: str, *values: object) -> Sequence[asyncpg.Record]:
        try:
            return await self.pool.fetch(statement, *values)
        except Exception as error:
            raise translated(error) from error


def _columns(drafts: Sequence[Draft]) -> tuple[list[object], ...]:
    return (
        [draft.receipt_id for draft in drafts],
        [draft.content_hash for draft in drafts],
        [draft.accepted_at_us for draft in drafts],
        [draft.home_id for draft in drafts],
        [draft.partition for draft in drafts],
        [draft.message for draft in drafts],
        [encode_headers(records.headers(draft)) for draft in drafts],
        [draft.care for draft in drafts],
    )


def filed_columns(drafts: Sequence[Draft]) -> tuple[list[object], ...]:
    """Under what drafts are listed, a column each: practice, number, day, lot, price."""
    filed = [draft.filed for draft in drafts]
    return (
        [one.issuer for one in filed],
        [one.claim_id for one in filed],
        [one.day for one in filed],
        [one.lot for one in filed],
        [one.charged_cents for one in filed],
    )


def _kept(row: asyncpg.Record) -> Kept:
    return Kept(
        row["receipt_id"], row["content_hash"], row["accepted_at_us"], row["version"], row["late_by_working_days"]
    )


def _held(row: asyncpg.Record) -> HeldClaim:
    return HeldClaim(_kept(row), row["message"], row["cancelled"])


async def load_values(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order, each with the version of a claim that it points to."""
    named = [_named(row["value_ref"]) for row in rows]
    later = [one for one in named if one[1] > 1]
    found = await connection.fetch(
        sql.VALUES,
        [receipt_id for receipt_id, version in named if version == 1],
        [receipt_id for receipt_id, _ in later],
        [version for _, version in later],
    )
    messages = {(row["receipt_id"], row["version"]): row["message"] for row in found}
    return [record(row, messages[one]) for row, one in zip(rows, named, strict=True)]


def record(row: asyncpg.Record, message: bytes) -> OutRecord:
    """The record of an outbox row with its value."""
    return OutRecord(
        topic=row["topic"],
        partition=row["partition"],
        key=row["key"],
        value=seal(message),
        headers=decode_headers(row["headers"]),
    )


def _named(value_ref: bytes) -> tuple[bytes, int]:
    return value_ref[:_FIRST], int.from_bytes(value_ref[_FIRST:], "big") or 1
