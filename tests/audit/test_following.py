"""From the topic into the chain, on the real broker and database: nothing lost, nothing twice, over a restart."""

import asyncio
from datetime import UTC, datetime

import pytest

from audit.chain import Entry, broken_at
from audit.following import Following
from audit.store_postgres import PostgresChainStore
from chassis.kafka import KafkaPublisher, ensure_topics
from chassis.postgres import pool
from chassis.records import OutRecord
from contracts.access import access_row
from contracts.envelope import seal
from contracts.topics import ACCESS
from tests.audit.events import access

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
_PATIENCE_S = 30.0


def record(number: int) -> OutRecord:
    row = access_row(
        access(number), home_id=b"h" * 16, partition=number % 24, source="adri", at=datetime(2026, 11, 24, tzinfo=UTC)
    )
    return OutRecord(
        topic=row.topic, partition=row.partition, key=row.key, value=seal(row.value_ref), headers=row.headers
    )


def ids(first: int, after: int) -> set[bytes]:
    """Identifiers of the accesses in this range."""
    return {access(number).access_id for number in range(first, after)}


async def followed(bootstrap: str, store: PostgresChainStore, until: set[bytes]) -> list[Entry]:
    """Follow until the chain has these accesses, then stop as a kill would; others' may be on the topic too."""
    running = asyncio.create_task(Following(bootstrap, store, lambda _: None).run())
    try:
        async with asyncio.timeout(_PATIENCE_S):
            entries: list[Entry] = []
            while not until <= {entry.access_id for entry in entries}:
                await asyncio.sleep(0.05)
                entries = [entry async for entry in store.whole()]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return entries


async def test_accesses_come_into_the_chain_once_over_a_restart(kafka_bootstrap: str, audit_dsn: str) -> None:
    await ensure_topics(kafka_bootstrap, [ACCESS])
    opened = await pool(audit_dsn, schema="audit", role="audit", max_size=5)
    store, publisher = PostgresChainStore(opened), KafkaPublisher(kafka_bootstrap, client_id="test")
    try:
        await publisher.publish([record(number) for number in range(1_000, 1_100)])
        await followed(kafka_bootstrap, store, ids(1_000, 1_100))
        # Published again, as a relay does after a crash, and more of them.
        await publisher.publish([record(number) for number in range(1_050, 1_150)])
        entries = await followed(kafka_bootstrap, store, ids(1_000, 1_150))
    finally:
        await publisher.stop()
        await opened.close()
    assert len(entries) == len({entry.access_id for entry in entries})
    assert broken_at(entries)[1] == 0
