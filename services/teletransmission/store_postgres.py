"""Accepted claims in PostgreSQL: one statement keeps a batch and queues its records, and the relay loads the values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import asyncpg

from chassis.outbox import decode_headers, encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import seal
from teletransmission import records
from teletransmission.drafts import Draft
from teletransmission.paper.statements import GATE
from teletransmission.store import HeldClaim, Kept

# Claims are inserted in the order of their keys, so two batches with the same claims never wait for each other in a
# circle; the outbox keeps the order of the batch. The gate is passed before the first row is
# written: who types paper claims waits for the teletransmissions under way (paper.statements).
_KEEP: Final = """
with sent as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[], $5::int[], $6::bytea[], $7::bytea[],
                         $8::bigint[], $11::text[], $12::text[], $13::date[], $14::smallint[], $15::bigint[])
        with ordinality
        as s (receipt_id, content_hash, accepted_at_us, home_id, partition, message, headers, care,
            issuer, claim_id, day, lot, charged_cents, position)
), gate as (
    select pg_advisory_xact_lock_shared($10) as passed
), kept as (
    insert into claim (receipt_id, content_hash, accepted_at_us, home_id, partition, message, care,
        issuer, claim_id, day, lot, charged_cents)
    select receipt_id, content_hash, accepted_at_us, home_id, partition, message, care,
        issuer, claim_id, day, lot, charged_cents from sent cross join gate
    order by receipt_id
    on conflict (receipt_id) do nothing
    returning receipt_id
), queued as (
    insert into outbox (topic, partition, key, headers, value_ref)
    select $9, partition, home_id, headers, receipt_id from sent join kept using (receipt_id) order by position
)
select receipt_id from kept
"""
_FIND: Final = "select receipt_id, content_hash, accepted_at_us, message from claim where receipt_id = any($1::bytea[])"


class PostgresClaimStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self.pool = pool

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new and say what is held of each; see the port."""
        try:
            return await self._keep(drafts)
        except Exception as error:
            raise translated(error) from error

    async def _keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        trace = inject_headers()
        rows = await self.pool.fetch(_KEEP, *_columns(drafts, trace), records.TOPIC, GATE, *filed_columns(drafts))
        new = {row["receipt_id"] for row in rows}
        held = {
            draft.receipt_id: Kept(draft.receipt_id, draft.content_hash, draft.accepted_at_us)
            for draft in drafts
            if draft.receipt_id in new
        }
        known = [draft.receipt_id for draft in drafts if draft.receipt_id not in new]
        if known:  # a statement of its own: what another call kept meanwhile is not in the snapshot of the first
            held |= {row["receipt_id"]: _kept(row) for row in await self.pool.fetch(_FIND, known)}
        return held

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The claim of a receipt, or None; see the port."""
        try:
            row = await self.pool.fetchrow(_FIND, [receipt_id])
        except Exception as error:
            raise translated(error) from error
        return None if row is None else HeldClaim(_kept(row), row["message"])


def _columns(drafts: Sequence[Draft], trace: Iterable[tuple[str, bytes]]) -> tuple[list[object], ...]:
    return (
        [draft.receipt_id for draft in drafts],
        [draft.content_hash for draft in drafts],
        [draft.accepted_at_us for draft in drafts],
        [draft.home_id for draft in drafts],
        [draft.partition for draft in drafts],
        [draft.message for draft in drafts],
        [encode_headers(records.headers(draft, trace)) for draft in drafts],
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
    return Kept(row["receipt_id"], row["content_hash"], row["accepted_at_us"])


async def load_values(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order, each with the claim that it points to."""
    found = await connection.fetch(_FIND, [row["value_ref"] for row in rows])
    messages = {row["receipt_id"]: row["message"] for row in found}
    return [
        OutRecord(
            topic=row["topic"],
            partition=row["partition"],
            key=row["key"],
            value=seal(messages[row["value_ref"]]),
            headers=decode_headers(row["headers"]),
        )
        for row in rows
    ]
