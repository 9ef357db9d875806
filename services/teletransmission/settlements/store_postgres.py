"""Accepted settlements in PostgreSQL: one statement keeps a batch and queues its records; the relay loads values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import asyncpg

from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import Headers
from teletransmission import store_postgres as claims
from teletransmission.settlements.drafts import TOPIC, ClaimBehind, SettlementDraft, headers
from teletransmission.settlements.rows import behind_of
from teletransmission.settlements.store import KeptSettlement
from vitale.claim.v1.claim_pb2 import Claim

_BEHIND: Final = "select home_id, partition, message from claim where receipt_id = any($1::bytea[])"
# In the order of their keys, so that two batches with the same settlements never wait for each other in a circle.
_KEEP: Final = """
with sent as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[], $6::int[], $7::bytea[],
        $8::bytea[]) with ordinality
        as s (settlement_id, receipt_id, content_hash, accepted_at_us, home_id, partition, message, headers, position)
), kept as (
    insert into settlement (settlement_id, receipt_id, content_hash, accepted_at_us, message)
    select settlement_id, receipt_id, content_hash, accepted_at_us, message from sent order by settlement_id
    on conflict (settlement_id) do nothing
    returning settlement_id
), queued as (
    insert into outbox (topic, partition, key, headers, value_ref)
    select $9, partition, home_id, headers, settlement_id from sent join kept using (settlement_id) order by position
)
select settlement_id from kept
"""
_FIND: Final = """
select settlement_id, content_hash, accepted_at_us, message from settlement where settlement_id = any($1::bytea[])
"""


class PostgresSettlementStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def behind(self, receipt_ids: Collection[bytes]) -> Mapping[bytes, ClaimBehind]:
        """The accepted claims of receipts; see the port."""
        rows = await self._fetch(_BEHIND, list(receipt_ids))
        return dict(behind_of(Claim.FromString(row["message"]), row["home_id"], row["partition"]) for row in rows)

    async def keep(self, drafts: Sequence[SettlementDraft]) -> Mapping[bytes, KeptSettlement]:
        """Keep what is new and say what is held of each; see the port."""
        rows = await self._fetch(_KEEP, *_columns(drafts, inject_headers()), TOPIC)
        new = {row["settlement_id"] for row in rows}
        held = {
            draft.settlement_id: KeptSettlement(draft.content_hash, draft.accepted_at_us)
            for draft in drafts
            if draft.settlement_id in new
        }
        known = [draft.settlement_id for draft in drafts if draft.settlement_id not in new]
        if known:  # a statement of its own: what another call kept meanwhile is not in the snapshot of the first
            for row in await self._fetch(_FIND, known):
                held[row["settlement_id"]] = KeptSettlement(row["content_hash"], row["accepted_at_us"])
        return held

    async def _fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        try:
            return list(await self._pool.fetch(statement, *values))
        except Exception as error:
            raise translated(error) from error


def _columns(drafts: Sequence[SettlementDraft], trace: Headers) -> tuple[list[object], ...]:
    return (
        [draft.settlement_id for draft in drafts],
        [draft.receipt_id for draft in drafts],
        [draft.content_hash for draft in drafts],
        [draft.accepted_at_us for draft in drafts],
        [draft.home_id for draft in drafts],
        [draft.partition for draft in drafts],
        [draft.message for draft in drafts],
        [encode_headers(headers(draft, trace)) for draft in drafts],
    )


async def load_values(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order: claims as the claim store loads them, settlements from here."""
    mine = [row for row in rows if row["topic"] == TOPIC]
    others = [row for row in rows if row["topic"] != TOPIC]
    loaded = iter(await claims.load_values(connection, others)) if others else iter(())
    found = await connection.fetch(_FIND, [row["value_ref"] for row in mine]) if mine else ()
    messages = {row["settlement_id"]: row["message"] for row in found}
    return [next(loaded) if row["topic"] != TOPIC else claims.record(row, messages[row["value_ref"]]) for row in rows]
