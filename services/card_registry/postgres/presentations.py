"""Presentations in PostgreSQL: each used up once, in one statement with its context and everything told of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import asyncpg

from card_registry import events, records
from card_registry.card import SKEW, not_active
from card_registry.postgres import rows
from card_registry.postgres.session import Store, columns, tell
from card_registry.store import CONTEXT_KEPT, Claimant, Context, Earlier, Redemption, Standing
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Connection
from vitale.card.v1.card_pb2 import CARD_STATE_ACTIVE

# The card is locked first, so that a redemption and an opposition stand one after the other, and the revisions of the
# card are drawn in that order. Of many who bring the same presentation, the insert lets one through; the others draw
# no revision and leave nothing behind.
_REDEEM: Final = """
with locked as materialized (
    select serial, state, active_since from card where serial = $1 for update
), fit as (
    select from locked where $2::boolean or (state = 1 and active_since <= $3::timestamptz)
), taken as (
    insert into redemption (presentation_id, key_thumbprint, request_id, deferred, kept_until, context_id)
    select $4::bytea, $5::text, $6::bytea, $2::boolean, $7::timestamptz, $16::bytea from fit
    on conflict (presentation_id) do nothing returning presentation_id
), numbered as (
    update card set revision = revision + 1 from taken where serial = $1 returning revision, partition, home_id
), opened as (
    insert into context (context_id, serial, holder_id, presented_id, presented_home, presented_partition, practice_id,
        practice_name, actor_id, profession, purposes, method, freshness, proof_time, started_at, ends_at, relation_id)
    select
        $16::bytea, $17::bytea, $18::bytea, $19::bytea, $20::bytea, $21::int,
        $22::text, $23::text, $24::text, $25::text, $26::text[], $27::smallint, $28::smallint,
        $29::timestamptz, $30::timestamptz, $31::timestamptz, $32::bytea
    from taken
), told as (
    insert into outbox (topic, partition, key, headers, value_ref)
    select $15::text, partition, home_id, $8::bytea, int8send(revision) || $9::bytea from numbered
    union all
    select a.* from unnest($10::text[], $11::int[], $12::bytea[], $13::bytea[], $14::bytea[]) as a, taken
)
select state, active_since, exists (select from taken) as taken, exists (select from fit) as fit from locked
"""
_EARLIER: Final = """
select context_id, key_thumbprint, request_id, deferred from redemption where presentation_id = $1
"""
_STANDING: Final = """
select context.*, card.state, card.device_class from context join card using (serial)
"""
_CONTEXTS: Final = f"{_STANDING} where context_id = any($1::bytea[])"
_OF_HOLDER: Final = f"""
{_STANDING} where holder_id = $1 and relation_id is null order by started_at desc, context_id limit $2
"""
_SINCE: Final = f"""
{_STANDING} where holder_id = any($1::bytea[]) and relation_id is null and started_at >= $2
order by started_at, context_id limit 1000
"""
_LOCK: Final = "select serial from card where serial = (select serial from context where context_id = $1) for update"
_END: Final = """
update context set ended_at = coalesce(ended_at, $2),
    repudiated_at = case when $3::boolean then coalesce(repudiated_at, $2) else repudiated_at end
where context_id = $1
"""
_RELATIONS: Final = "select * from care_relation where context_id = $1 and ended_at is null"
_END_RELATIONS: Final = "update care_relation set ended_at = $2 where relation_id = any($1::bytea[])"
_USES: Final = "select * from context where relation_id = any($1::bytea[]) and ended_at is null and ends_at > $2"
_END_USES: Final = "update context set ended_at = $2 where context_id = any($1::bytea[])"
_SWEEP: Final = """
with redeemed as (
    delete from redemption where presentation_id in (
        select presentation_id from redemption where kept_until < $1
        order by kept_until limit 5000 for update skip locked
    ) returning 1
), seen as (
    delete from context where context_id in (
        select context_id from context left join care_relation using (context_id)
        where started_at < $2 and care_relation.relation_id is null
        order by started_at limit 5000
    ) returning 1
), cared as (
    delete from care_relation where opened_at < $2 returning 1
)
select (select count(*) from redeemed) + (select count(*) from seen) + (select count(*) from cared)
"""


class PostgresPresentationStore(Store):
    """Presentations and contexts; see the port."""

    async def redeem(self, redemption: Redemption) -> Earlier | None:
        """Use a presentation up; see the port."""
        async with self._session() as connection:
            row = await connection.fetchrow(_REDEEM, *_columns(redemption))
        if row is not None and row["taken"]:
            return None
        known = await self.earlier(redemption.presentation_id)
        if known is not None:
            return known
        raise _unfit(row)

    async def earlier(self, presentation_id: bytes) -> Earlier | None:
        """The redemption of a presentation, if there was one."""
        async with self._session() as connection:
            row = await connection.fetchrow(_EARLIER, presentation_id)
        if row is None:
            return None
        return Earlier(row["context_id"], Claimant(row["key_thumbprint"], row["request_id"]), row["deferred"])

    async def contexts(self, context_ids: Collection[bytes]) -> dict[bytes, Standing]:
        """Those contexts that are known."""
        async with self._session() as connection:
            found = await connection.fetch(_CONTEXTS, list(context_ids))
        return {row["context_id"]: rows.standing_of(row) for row in found}

    async def presentations(self, holder_id: bytes, limit: int) -> list[Standing]:
        """Redemptions of a holder's cards, newest first."""
        async with self._session() as connection:
            return [rows.standing_of(row) for row in await connection.fetch(_OF_HOLDER, holder_id, limit)]

    async def presented_since(self, holder_ids: Collection[bytes], since: datetime) -> list[Standing]:
        """Redemptions of those holders' cards from a moment on, oldest first."""
        async with self._session() as connection:
            return [rows.standing_of(row) for row in await connection.fetch(_SINCE, list(holder_ids), since)]

    async def end(self, context_id: bytes, *, at: datetime, repudiated: bool = False) -> None:
        """End a context; see the port."""
        async with self._transaction() as connection:
            await connection.execute(_LOCK, context_id)
            row = await connection.fetchrow(f"{_STANDING} where context_id = $1", context_id)
            if row is None:
                raise DomainError(ErrorCode.NOT_FOUND)
            await _end(connection, rows.context_of(row), at, repudiated=repudiated)

    async def sweep(self, now: datetime) -> int:
        """Delete what nobody needs any more; how many rows."""
        async with self._session() as connection:
            return int(await connection.fetchval(_SWEEP, now, now - CONTEXT_KEPT))


def _columns(redemption: Redemption) -> tuple[object, ...]:
    context = redemption.context
    return (
        context.serial,
        redemption.deferred,
        context.proof_time + SKEW,
        redemption.presentation_id,
        redemption.claimant.key_thumbprint,
        redemption.claimant.request_id,
        redemption.kept_until,
        records.trace(),
        redemption.event,
        *columns(redemption.accesses),
        records.TOPIC_CARD,
        *rows.context_columns(context),
    )


def _unfit(row: asyncpg.Record | None) -> DomainError:
    if row is None:
        return DomainError(ErrorCode.PRESENTATION_INVALID, {"why": "card"})
    if row["state"] == CARD_STATE_ACTIVE:  # now, but not when it was signed
        return DomainError(ErrorCode.CARD_SUSPENDED, {"state": "suspended_when_signed"})
    return not_active(row["state"])


async def _end(connection: Connection, context: Context, at: datetime, *, repudiated: bool) -> None:
    if context.repudiated_at is not None or (context.ended_at is not None and not repudiated):
        return
    await connection.execute(_END, context.context_id, at, repudiated)
    if not repudiated:
        await tell(connection, context.serial, [events.context_ended(context, at)])
        return
    await tell(connection, context.serial, [events.repudiated(context, at)])
    opened = await connection.fetch(_RELATIONS, context.context_id)
    await end_relations(connection, opened, serial=context.serial, at=at)


async def end_relations(
    connection: Connection, opened: Collection[asyncpg.Record], *, serial: bytes, at: datetime
) -> None:
    """End relations and the contexts that live under them, each told by its card, in this transaction."""
    if not opened:
        return
    ids = [row["relation_id"] for row in opened]
    await connection.execute(_END_RELATIONS, ids, at)
    ended = [events.relation_changed(rows.relation_of(row), serial, at, ended=True) for row in opened]
    await tell(connection, serial, ended)
    uses = [rows.context_of(row) for row in await connection.fetch(_USES, ids, at)]
    await connection.execute(_END_USES, [use.context_id for use in uses], at)
    for used in sorted({use.serial for use in uses}):
        await tell(connection, used, [events.context_ended(use, at) for use in uses if use.serial == used])
