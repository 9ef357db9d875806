"""The store of the chain on PostgreSQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

import asyncpg

from audit.chain import Entry
from audit.store_memory import chained
from chassis.postgres import Pool, translated
from vitale.access.v1.access_pb2 import AccessEvent

_LOCK: Final = 0x61_75_64_69_74  # "audit": one writer of the chain, whoever runs
_LAST: Final = "select * from entry order by seq desc limit 1"
_KNOWN: Final = "select access_id from entry where access_id = any($1::bytea[])"
_APPEND: Final = """
insert into entry (seq, access_id, subject_id, at_us, body, hash)
select * from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bytea[])
"""
_PROGRESS: Final = """
insert into progress (partition, next_offset) select * from unnest($1::int[], $2::bigint[])
on conflict (partition) do update set next_offset = greatest(progress.next_offset, excluded.next_offset)
"""
_OF_SUBJECT: Final = """
select * from entry where subject_id = $1 and ($2::bigint = 0 or seq < $2) order by seq desc limit $3
"""


class PostgresChainStore:
    """Entries as rows."""

    def __init__(self, pool: Pool) -> None:
        """Take a pool whose search_path is audit's schema."""
        self._pool = pool

    async def progress(self) -> Mapping[int, int]:
        """See the port."""
        try:
            rows = await self._pool.fetch("select partition, next_offset from progress")
        except Exception as error:
            raise translated(error) from error
        return {row["partition"]: row["next_offset"] for row in rows}

    async def append(self, events: Sequence[AccessEvent], progress: Mapping[int, int]) -> list[Entry]:
        """See the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
                last = await connection.fetchrow(_LAST)
                known = await connection.fetch(_KNOWN, [event.access_id for event in events])
                before = _entry(last) if last else None
                made = chained(events, {row["access_id"] for row in known}, before)
                if made:
                    names = ("seq", "access_id", "subject_id", "at_us", "body", "hash")
                    await connection.execute(_APPEND, *([getattr(entry, name) for entry in made] for name in names))
                await connection.execute(_PROGRESS, list(progress), list(progress.values()))
        except Exception as error:
            raise translated(error) from error
        return made

    async def of_subject(self, subject_id: bytes, *, before: int, most: int) -> list[Entry]:
        """See the port."""
        try:
            rows = await self._pool.fetch(_OF_SUBJECT, subject_id, before, most)
        except Exception as error:
            raise translated(error) from error
        return [_entry(row) for row in rows]

    async def whole(self) -> AsyncIterator[Entry]:
        """See the port; read in pieces, in one snapshot."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            async for row in connection.cursor("select * from entry order by seq", prefetch=1_000):
                yield _entry(row)


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(row["seq"], row["access_id"], row["subject_id"], row["at_us"], row["body"], row["hash"])
