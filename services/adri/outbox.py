"""The values of adri's outbox rows, loaded from the state that they point to when they are published."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg

from adri import records
from chassis.outbox import decode_headers
from chassis.postgres import Connection
from chassis.records import OutRecord
from contracts.envelope import seal

_RIGHTS: Final = """
select subject_id, revision, body from rights join unnest($1::bytea[], $2::bigint[]) as w (subject_id, revision)
using (subject_id, revision)
"""
# Calls are answered between so many records: hundreds at once would hold them up for milliseconds.
_IN_A_ROW: Final = 25
_TABLES: Final = "select hash, body from guarantee_table where hash = any($1::bytea[])"


async def load_values(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order."""
    rights = [row["value_ref"] for row in rows if row["topic"] == records.TOPIC_RIGHTS]
    tables = {row["value_ref"] for row in rows if row["topic"] == records.TOPIC_CONTROL}
    values = {**await _rights(connection, rights), **await _tables(connection, list(tables))}
    # The event of an access is all the state there is, so its row holds it whole.
    values |= {row["value_ref"]: seal(row["value_ref"]) for row in rows if row["topic"] == records.TOPIC_ACCESS}
    found: list[OutRecord] = []
    for row in rows:
        if len(found) % _IN_A_ROW == 0:
            await asyncio.sleep(0)
        found.append(_record(row, values[row["value_ref"]]))
    return found


def _record(row: asyncpg.Record, value: bytes) -> OutRecord:
    return OutRecord(
        topic=row["topic"],
        partition=row["partition"],
        key=row["key"],
        value=value,
        headers=decode_headers(row["headers"]),
    )


async def _rights(connection: Connection, references: Sequence[bytes]) -> Mapping[bytes, bytes]:
    if not references:
        return {}
    wanted = [records.read_rights_reference(reference) for reference in references]
    found = await connection.fetch(_RIGHTS, [subject for subject, _ in wanted], [revision for _, revision in wanted])
    return {records.rights_reference(row["subject_id"], row["revision"]): seal(row["body"]) for row in found}


async def _tables(connection: Connection, hashes: Sequence[bytes]) -> Mapping[bytes, bytes]:
    if not hashes:
        return {}
    found = await connection.fetch(_TABLES, hashes)
    return {row["hash"]: seal(records.control_value(row["hash"], row["body"])) for row in found}
