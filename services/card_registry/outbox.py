"""The values of the registry's outbox rows: events of cards with the revision the database gave them, and accesses."""

from collections.abc import Sequence

import asyncpg

from card_registry import records
from chassis.outbox import decode_headers
from chassis.postgres import Connection
from chassis.records import OutRecord
from contracts.envelope import seal


async def load_values(_connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order."""
    return [
        out_record(records.Row(row["topic"], row["partition"], row["key"], row["headers"], row["value_ref"]))
        for row in rows
    ]


def out_record(row: records.Row) -> OutRecord:
    """The record of one outbox row."""
    headers, value = decode_headers(row.headers), row.value_ref
    if row.topic == records.TOPIC_CARD:
        event = records.event_of(value)
        headers, value = records.card_headers(event, headers), event.SerializeToString()
    return OutRecord(topic=row.topic, partition=row.partition, key=row.key, value=seal(value), headers=headers)
