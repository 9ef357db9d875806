"""Fences the live generation, makes another one live, or drops what a rebuild left."""

from collections.abc import Mapping, Sequence
from typing import Final

from chassis.postgres import Connection, Pool
from contracts.topics import PARTITIONS
from receipts.generations import live_generation
from receipts.ledger.acquire import make_rows
from receipts.rebuild.compare import STATE

ALL: Final = tuple(range(PARTITIONS))
_TABLES: Final = ("entry", *STATE)


class WrongGeneration(Exception):  # noqa: N818 - the operator's slip, told to them
    """What was asked does not fit the generation that is live; the message says which is."""


async def fence(pool: Pool, generation: int) -> None:
    """Let nobody write `generation` any more: a flush under way commits first, the next one is refused whole."""
    async with pool.acquire() as connection, connection.transaction():
        await make_rows(connection, generation, ALL)
        await connection.execute("update ledger set retired = true where generation = $1", generation)


async def unfence(pool: Pool, generation: int) -> None:
    """Let the workers go on with `generation` as if nothing had been."""
    await pool.execute("update ledger set retired = false where generation = $1", generation)


async def make_live(pool: Pool, source: int, target: int, different: Mapping[int, int]) -> None:
    """Make `target` live in the place of the fenced `source`, in one transaction.

    What was published of `source` and is equal in `target` is not published again; from the first entry that differs
    (`different`: partition -> seq) the new owner publishes everything under the new generation.

    Raises:
        WrongGeneration: `source` is not live.
    """
    async with pool.acquire() as connection, connection.transaction():
        await _must_be_live(connection, source)
        await connection.execute(
            """update ledger n set retired = false, published_seq = least(o.published_seq, d.seq - 1)
               from ledger o left join unnest($3::int[], $4::bigint[]) d(partition, seq) using (partition)
               where o.generation = $1 and n.generation = $2 and n.partition = o.partition""",
            source,
            target,
            list(different),
            list(different.values()),
        )
        await connection.execute("update live set generation = $1", target)


async def _must_be_live(connection: Connection, generation: int) -> None:
    live = await connection.fetchval("select generation from live for update")
    if live != generation:
        raise WrongGeneration(f"generation {generation} is not live: {live} is")


async def drop(pool: Pool, generation: int) -> None:
    """Delete every row of a generation that is not live, and let the live one go on if it was fenced for it.

    Raises:
        WrongGeneration: it is live.
    """
    live = await live_generation(pool)
    if live == generation:
        raise WrongGeneration(f"generation {generation} is live: it is not dropped")
    for table in _TABLES:
        await pool.execute(f"delete from {table} where generation = $1", generation)  # noqa: S608 - constants
    await unfence(pool, live)


async def generations(pool: Pool) -> Sequence[tuple[int, int, bool, bool]]:
    """Generation, entries, whether it is retired and whether it is live, of each that has rows."""
    live = await live_generation(pool)
    rows = await pool.fetch(
        """select generation, sum(next_seq - 1)::bigint, bool_or(retired) from ledger
           group by generation order by generation"""
    )
    return [(row[0], row[1], row[2], row[0] == live) for row in rows]
