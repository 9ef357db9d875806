"""Looks by number in PostgreSQL: the account's row is locked, counted, ruled on and written in one transaction."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

import asyncpg

from adri.by_number.rules import LONG_WINDOW, WINDOW, Ruling, Tally, Verdict, rule
from adri.by_number.store import Look, Met
from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool, translated
from contracts.access import AccessRow

_KNOW: Final = "insert into by_number_account (actor_id) values ($1) on conflict do nothing"
_LOCK: Final = "select 1 from by_number_account where actor_id = $1 for update"
# $1 actor, $2 now, $3 and $4: the windows. A person counts once, confirmed when any look at them was.
_TALLY: Final = """
with account as (
    select frozen_at, coalesce(released_at, '-infinity') as since from by_number_account where actor_id = $1
), look as (
    select l.* from by_number_look l, account a
    where l.actor_id = $1 and l.at > $2::timestamptz - $4::interval and l.at > a.since
), person as (
    select subject_id, min(at) as at, bool_or(confirmed_at is not null) as confirmed
    from look where subject_id is not null group by subject_id
)
select
    (select count(*) from look where at > $2::timestamptz - interval '1 hour') as hour,
    (select count(*) from look where at > $2::timestamptz - interval '1 day') as day,
    (select count(*) from look where at > $2::timestamptz - interval '1 hour' and subject_id is null) as missed_hour,
    (select count(*) from look where at > $2::timestamptz - interval '1 day' and subject_id is null) as missed_day,
    (select count(*) from person where not confirmed and at > $2::timestamptz - $3::interval) as strangers,
    (select count(*) from person where not confirmed) as strangers_year,
    (select count(*) from person) as people_year,
    coalesce((select frozen_at is not null from account), false) as frozen
"""
_KNOWN: Final = "select exists (select from by_number_look where actor_id = $1 and subject_id = $2)"
_KEEP: Final = "insert into by_number_look (actor_id, at, practice_id, subject_id) values ($1, $2, $3, $4)"
_FREEZE: Final = "update by_number_account set frozen_at = $2, frozen_why = $3 where actor_id = $1"
# One statement with as many rows as there are, none included: a look at nobody costs the database as much.
_ACCESS: Final = """
insert into outbox (topic, partition, key, headers, value_ref)
select * from unnest($1::text[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[])
"""
_CONFIRM: Final = """
update by_number_look l set confirmed_at = $3::timestamptz
from unnest($1::text[], $2::bytea[]) as met (practice_id, subject_id)
where l.practice_id = met.practice_id and l.subject_id = met.subject_id and l.confirmed_at is null and l.at <= $3
"""
_STRANGERS: Final = """
select distinct practice_id, subject_id from by_number_look
where subject_id is not null and confirmed_at is null and at > $1
"""
_RELEASE: Final = """
update by_number_account set frozen_at = null, frozen_why = null, released_at = $2, released_by = $3
where actor_id = $1 returning 1
"""


class PostgresLookStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def tally(self, actor_id: str, at: datetime) -> Tally:
        """What an account did so far."""
        try:
            return _tally(await self._pool.fetchrow(_TALLY, actor_id, at, WINDOW, LONG_WINDOW))
        except Exception as error:
            raise translated(error) from error

    async def settle(self, look: Look, access: Callable[[Ruling], AccessRow | None]) -> Ruling:
        """Rule on a look and keep it; see the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                return await _settled(connection, look, access)
        except Exception as error:
            raise translated(error) from error

    async def confirm(self, met: Collection[Met], at: datetime) -> None:
        """Care shows that accesses were rightful; see the port."""
        await self._do(_CONFIRM, [practice for practice, _ in met], [subject for _, subject in met], at)

    async def strangers(self, since: datetime) -> Collection[Met]:
        """Everybody without care so far; see the port."""
        try:
            rows = await self._pool.fetch(_STRANGERS, since)
        except Exception as error:
            raise translated(error) from error
        return {(row["practice_id"], row["subject_id"]) for row in rows}

    async def release(self, actor_id: str, *, by: str, at: datetime) -> bool:
        """After a review; see the port."""
        try:
            return await self._pool.fetchval(_RELEASE, actor_id, at, by) is not None
        except Exception as error:
            raise translated(error) from error

    async def forget(self, before: datetime) -> None:
        """Delete looks older than this."""
        await self._do("delete from by_number_look where at < $1", before)

    async def _do(self, statement: str, *arguments: object) -> None:
        try:
            await self._pool.execute(statement, *arguments)
        except Exception as error:
            raise translated(error) from error


async def _settled(connection: Connection, look: Look, access: Callable[[Ruling], AccessRow | None]) -> Ruling:
    await connection.execute(_KNOW, look.actor_id)
    await connection.execute(_LOCK, look.actor_id)
    tally = _tally(await connection.fetchrow(_TALLY, look.actor_id, look.at, WINDOW, LONG_WINDOW))
    known = await connection.fetchval(_KNOWN, look.actor_id, look.subject_id)
    ruling = rule(tally, look.limits, look.found(new=not known))
    if ruling.verdict in (Verdict.TOLD, Verdict.NOTHING):
        told = look.subject_id if ruling.verdict is Verdict.TOLD else None
        await connection.execute(_KEEP, look.actor_id, look.at, look.practice_id, told)
    if ruling.freeze is not None:
        await connection.execute(_FREEZE, look.actor_id, look.at, ruling.freeze.value)
    row = access(ruling)
    rows = [] if row is None else [row]
    await connection.execute(
        _ACCESS,
        [one.topic for one in rows],
        [one.partition for one in rows],
        [one.key for one in rows],
        [encode_headers(one.headers) for one in rows],
        [one.value_ref for one in rows],
    )
    return ruling


def _tally(row: asyncpg.Record | None) -> Tally:
    return Tally() if row is None else Tally(**dict(row))
