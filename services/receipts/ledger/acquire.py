"""Becoming the writer of partitions: make their rows, end a session that blocks them, find what was not published."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from chassis.postgres import Connection
from receipts.generations import refuse_retired
from receipts.ledger.entry import INPUT_NAMES, DeadLetter, Entry
from receipts.parked_headers import unpack_headers

APPLICATION = "receipts.worker"
"""application_name of ledger sessions."""

_STALE_SECONDS = 2.0
_UNPUBLISHED = """
select e.partition, e.seq, e.kind, e.home_id, e.subject_id, e.receipt_id, e.audience, e.vector, e.payload,
       p.topic, p.source_offset, p.source_timestamp_ms, p.reason, p.detail, p.stack_class, p.key, p.value, p.headers
from entry e
join ledger l on l.generation = e.generation and l.partition = e.partition and e.seq > l.published_seq
left join parked p on e.kind = 4 and p.generation = e.generation and p.partition = e.partition and p.seq = e.seq
where e.generation = $1 and e.partition = any($2) order by e.partition, e.seq
"""


class Acquired(NamedTuple):
    """Where a partition stands. `unpublished`: committed entries above published_seq, to be published again."""

    next_seq: int
    offsets: dict[str, int]
    published_seq: int
    unpublished: list[Entry]
    halted: str | None
    rules_version: str | None


async def end_blockers(connection: Connection) -> None:
    """End ledger sessions that hold a transaction open longer than any flush takes: a frozen former owner."""
    await connection.execute(
        """select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = $1 and usename = current_user and pid <> pg_backend_pid()
             and datname = current_database() and xact_start < clock_timestamp() - make_interval(secs => $2)""",
        APPLICATION,
        _STALE_SECONDS,
    )


async def make_rows(connection: Connection, generation: int, partitions: Sequence[int]) -> None:
    """Make the rows of partitions that nobody has written yet."""
    await connection.execute(
        "insert into ledger(generation, partition) select $1, unnest($2::int[]) on conflict do nothing",
        generation,
        list(partitions),
    )
    await connection.execute(
        """insert into progress(generation, partition, topic)
           select $1, p, t from unnest($2::int[]) p cross join unnest($3::text[]) t on conflict do nothing""",
        generation,
        list(partitions),
        list(INPUT_NAMES),
    )


async def acquire(connection: Connection, generation: int, partitions: Sequence[int]) -> dict[int, Acquired]:
    """Rows of `partitions`, made when missing.

    Raises:
        SwitchUnderWay: the generation is being replaced; try again.
        GenerationRetired: another generation is live.
    """
    await make_rows(connection, generation, partitions)
    rows = await connection.fetch(
        """select partition, next_seq, published_seq, halted, rules_version, retired
           from ledger where generation = $1 and partition = any($2) order by partition for update""",
        generation,
        list(partitions),
    )
    if any(row["retired"] for row in rows):
        await refuse_retired(connection, generation)
    acquired = {row[0]: Acquired(row[1], {}, row[2], [], row[3], row[4]) for row in rows}
    for partition, topic, offset in await connection.fetch(
        "select partition, topic, next_offset from progress where generation = $1 and partition = any($2)",
        generation,
        list(partitions),
    ):
        acquired[partition].offsets[topic] = offset
    for row in await connection.fetch(_UNPUBLISHED, generation, list(partitions)):
        acquired[row["partition"]].unpublished.append(_entry(row))
    return acquired


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        row["kind"],
        row["payload"],
        _bytes(row["home_id"]),
        _bytes(row["subject_id"]),
        _bytes(row["receipt_id"]),
        audience=row["audience"],
        dead_letter=_letter(row) if row["topic"] is not None else None,
        partition=row["partition"],
        seq=row["seq"],
        vector=row["vector"],
    )


def _bytes(value: UUID | None) -> bytes | None:
    return value.bytes if value is not None else None


def _letter(row: asyncpg.Record) -> DeadLetter:
    return DeadLetter(
        row["topic"],
        row["source_offset"],
        row["source_timestamp_ms"],
        row["reason"],
        row["detail"],
        row["stack_class"],
        row["key"],
        row["value"],
        unpack_headers(row["headers"]),
    )
