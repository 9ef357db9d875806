"""Connections of the registry's stores: errors translated, and events of a card written with their revisions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from card_registry import records
from card_registry.records import Row
from chassis.postgres import Connection, Pool, translated
from vitale.card.v1.card_pb2 import CardEvent

_TELL: Final = """
with numbered as (
    update card set revision = revision + cardinality($2::bytea[]) where serial = $1
    returning revision - cardinality($2::bytea[]) as before, partition, home_id
)
insert into outbox (topic, partition, key, headers, value_ref)
select $3, partition, home_id, $4, int8send(before + e.number) || e.body
from numbered, unnest($2::bytea[]) with ordinality as e (body, number) order by e.number
"""
_QUEUE: Final = """
insert into outbox (topic, partition, key, headers, value_ref)
select * from unnest($1::text[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[])
"""


class Store:
    """What every store has: the pool."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Connection]:
        """A connection for one statement."""
        try:
            async with self._pool.acquire() as connection:
                yield connection
        except Exception as error:
            raise translated(error) from error

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield connection
        except Exception as error:
            raise translated(error) from error


async def tell(connection: Connection, serial: bytes, events: Sequence[CardEvent]) -> None:
    """Queue events about a card in its holder's home, with the next revisions of the card, in this transaction."""
    if events:
        bodies = [records.body_of(event) for event in events]
        await connection.execute(_TELL, serial, bodies, records.TOPIC_CARD, records.trace())


async def queue(connection: Connection, rows: Sequence[Row]) -> None:
    """Queue rows for the relay, in this transaction."""
    if rows:
        await connection.execute(_QUEUE, *columns(rows))


def columns(rows: Sequence[Row]) -> tuple[list[object], ...]:
    """Rows as one list for each column."""
    return tuple([getattr(row, name) for row in rows] for name in Row._fields)
