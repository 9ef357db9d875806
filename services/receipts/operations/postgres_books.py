"""Reads the ledger's tables for operators: one snapshot for each status, indexes for everything else."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from chassis.postgres import Connection, Pool, translated
from contracts.envelope import open_value
from receipts.ledger.entry import INPUT_NAMES, unpack_vector
from receipts.operations.books import GenerationBook, PartitionBook, Reading, Waiting, source_of
from receipts.operations.parked import ParkedName, ParkedRecord
from receipts.parked_headers import unpack_headers
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

_LEDGER: Final = """
select partition, next_seq, published_seq, rules_version, halted, halted_at
from ledger where generation = $1 order by partition
"""
_PROGRESS: Final = "select partition, topic, next_offset from progress where generation = $1"
_PARKED: Final = """
select partition, reason, count(*) from parked
where generation = $1 and resolved_seq is null group by partition, reason
"""
_WAITING: Final = """
select partition, count(*), min(accepted_at_us) from (
    select partition, accepted_at_us from waiting where generation = $1
    union all select partition, accepted_at_us from version_waiting where generation = $1
) w group by partition
"""
# The entry after the last published one, and the last vector before it that differs: what moved is its input.
_UNPUBLISHED: Final = """
select l.partition, e.vector, (
    select b.vector from entry b
    where b.generation = l.generation and b.partition = l.partition and b.seq < e.seq and b.vector <> e.vector
    order by b.seq desc limit 1
) from ledger l
join entry e on e.generation = l.generation and e.partition = l.partition and e.seq = l.published_seq + 1
where l.generation = $1
"""
_GENERATIONS: Final = """
select generation, count(*), sum(next_seq - 1)::bigint, min(since) from ledger group by generation order by 1 desc
"""
_OLDEST_WAITING: Final = """
select receipt_id, partition, accepted_at_us, needs_revision, needs_hash, 0 as needs_version
from waiting where generation = $1
union all
select receipt_id, partition, accepted_at_us, 0, null, version - 1 from version_waiting where generation = $1
order by accepted_at_us, receipt_id, needs_version limit $2
"""
_RECORDS: Final = """
select generation, partition, seq, topic, source_offset, source_timestamp_ms, reason, detail, stack_class,
       key, value, headers, resolved_seq
from parked where generation = $1
"""


class PostgresBooks:
    """The ledger of one generation, in one database."""

    def __init__(self, pool: Pool, generation: int) -> None:
        self._pool = pool
        self._generation = generation

    async def read(self) -> Reading:
        """See Books."""
        async with self._snapshot() as connection:
            books = {row[0]: PartitionBook(*row) for row in await connection.fetch(_LEDGER, self._generation)}
            reasons = await self._fill(connection, books)
            generations = [GenerationBook(*row) for row in await connection.fetch(_GENERATIONS)]
        return Reading(list(books.values()), generations, dict(reasons.most_common()))

    async def _fill(self, connection: Connection, books: dict[int, PartitionBook]) -> Counter[str]:
        reasons: Counter[str] = Counter()
        for partition, topic, offset in await connection.fetch(_PROGRESS, self._generation):
            books[partition].offsets[topic] = offset
        for partition, reason, count in await connection.fetch(_PARKED, self._generation):
            reasons[reason] += count
            books[partition].parked += count
        for partition, count, oldest in await connection.fetch(_WAITING, self._generation):
            books[partition].waiting, books[partition].oldest_accepted_us = count, oldest
        for partition, vector, before in await connection.fetch(_UNPUBLISHED, self._generation):
            earlier = unpack_vector(before) if before else (0,) * len(INPUT_NAMES)
            books[partition].unpublished_source = source_of(unpack_vector(vector), earlier)
        return reasons

    async def waiting(self, limit: int) -> Sequence[Waiting]:
        """See Books."""
        async with self._snapshot() as connection:
            rows = await connection.fetch(_OLDEST_WAITING, self._generation, limit)
        return [Waiting(row[0].bytes, row[1], row[2], row[3], row[4] or b"", row[5]) for row in rows]

    async def parked(self, *, reason: str, everything: bool, limit: int) -> Sequence[ParkedRecord]:
        """See Books."""
        chosen = f"{_RECORDS} and ($2 or resolved_seq is null) and ($3 = '' or reason = $3)"
        async with self._snapshot() as connection:
            rows = await connection.fetch(
                f"{chosen} order by partition, seq limit $4", self._generation, everything, reason, limit
            )
        return [_record(row) for row in rows]

    async def record(self, name: ParkedName) -> ParkedRecord | None:
        """See Books."""
        async with self._snapshot() as connection:
            row = await connection.fetchrow(f"{_RECORDS} and partition = $2 and seq = $3", *name)
        return _record(row) if row else None

    async def event(self, name: ParkedName) -> LedgerEvent | None:
        """See Books."""
        async with self._snapshot() as connection:
            payload = await connection.fetchval(
                "select payload from entry where generation = $1 and partition = $2 and seq = $3", *name
            )
        return LedgerEvent.FromString(open_value(payload)) if payload else None

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield connection
        except Exception as error:
            raise translated(error) from error


def _record(row: Any) -> ParkedRecord:
    return ParkedRecord(
        ParkedName(row["generation"], row["partition"], row["seq"]),
        row["topic"],
        row["source_offset"],
        datetime.fromtimestamp(row["source_timestamp_ms"] / 1000, UTC),
        row["reason"],
        row["detail"],
        row["stack_class"],
        row["key"] or b"",
        row["value"] or b"",
        unpack_headers(row["headers"]),
        row["resolved_seq"],
    )
