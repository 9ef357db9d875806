"""Rows of versions that wait for the one they correct: read and written set-wise, and known to the partition's writer.

Few claims are corrected and hardly any out of order, so a flush asks for rows only of receipts that are known to have
some: the writer of a partition is the only one to add any.
"""

from collections.abc import Collection, Sequence

from asyncpg.pgproto.pgproto import UUID

from chassis.postgres import Connection
from receipts.ledger.state import EarlyVersion, FlushState, VersionKey

_EARLY = """
select receipt_id, version, partition, home_id, seq, source_offset, content_hash, accepted_at_us, body,
       traceparent
from version_waiting where generation = $1 and receipt_id = any($2)
"""
_FORGET = """
delete from version_waiting w using unnest($2::uuid[], $3::int[]) as k(receipt_id, version)
where w.generation = $1 and w.receipt_id = k.receipt_id and w.version = k.version
"""
_COLUMNS = (
    "generation", "receipt_id", "version", "partition", "home_id", "seq", "source_offset", "content_hash",
    "accepted_at_us", "body", "traceparent",
)  # fmt: skip


async def receipts_ahead(connection: Connection, generation: int, partitions: Sequence[int]) -> dict[bytes, int]:
    """Receipts of which versions wait for the one that they correct, with their partition."""
    rows = await connection.fetch(
        "select distinct receipt_id, partition from version_waiting where generation = $1 and partition = any($2)",
        generation,
        list(partitions),
    )
    return {row[0].bytes: row[1] for row in rows}


def still_ahead(ahead: dict[bytes, int], state: FlushState) -> dict[bytes, int]:
    """`ahead` once what a flush changed is committed; a flush knows all versions of the receipts that it touches."""
    touched = {receipt_id for receipt_id, _ in state.changed_early | state.removed_early}
    if not touched:
        return ahead
    left = {receipt_id: early.partition for (receipt_id, _), early in state.early.items()}
    kept = {receipt_id: partition for receipt_id, partition in ahead.items() if receipt_id not in touched}
    return kept | {receipt_id: left[receipt_id] for receipt_id in touched if receipt_id in left}


async def load_early(
    connection: Connection, generation: int, receipts: Collection[bytes], early: dict[VersionKey, EarlyVersion]
) -> None:
    """Versions of these receipts that wait."""
    if not receipts:
        return
    for receipt, version, partition, home, *row in await connection.fetch(
        _EARLY, generation, [UUID(receipt) for receipt in receipts]
    ):
        early[receipt.bytes, version] = EarlyVersion(partition, home.bytes, *row)


async def write_early(connection: Connection, generation: int, state: FlushState) -> None:
    """Write what waits now, and forget what waits no more."""
    if state.removed_early:
        gone = sorted(state.removed_early)
        await connection.execute(
            _FORGET, generation, [UUID(receipt) for receipt, _ in gone], [version for _, version in gone]
        )
    rows = [
        (generation, UUID(receipt), version, row.partition, UUID(row.home_id), *row[2:])
        for (receipt, version), row in sorted((key, state.early[key]) for key in state.changed_early)
    ]
    if rows:
        await connection.copy_records_to_table("version_waiting", records=rows, columns=_COLUMNS)
