"""The follower on the real broker and database: stopped and started again, over records that were published twice."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress

import asyncpg
import pytest

from chassis.kafka import InRecord, KafkaPublisher, OutRecord, ensure_topics
from chassis.postgres import pool
from contracts.topics import RECEIPT
from teletransmission.outcomes.following import Follower, of_broker
from teletransmission.outcomes.outcome import State
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore
from tests.teletransmission.outcomes.entries import entry, issued, parked, receipt_of, waiting

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

GENERATION = 900_000  # above that of every other test on this broker
CLAIMS = 40


def ledger(prefix: str) -> list[InRecord]:
    """Each claim waits, is settled and settled again; every fourth one is then set aside."""
    names = [f"{prefix}-{number}" for number in range(CLAIMS)]
    events = [
        *(waiting(name) for name in names),
        *(issued(name) for name in names),
        *(issued(name, revision=2, price=3_000 + number) for number, name in enumerate(names)),
        *(parked(name) for name in names[::4]),
    ]
    generation = GENERATION + secrets.randbelow(100_000)
    return [entry(event, seq, generation=generation) for seq, event in enumerate(events, start=1)]


async def publish(bootstrap: str, records: Sequence[InRecord]) -> None:
    publisher = KafkaPublisher(bootstrap, client_id="test-outcomes")
    await publisher.start()
    await publisher.publish(
        [OutRecord(RECEIPT.name, r.partition, r.key or b"", r.value or b"", r.headers) for r in records]
    )
    await publisher.stop()


async def test_stops_and_replays_end_in_the_newest_of_every_claim_to_the_cent(
    claims_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [RECEIPT])
    prefix = f"K{secrets.token_hex(4).upper()}"
    records = ledger(prefix)
    third = len(records) // 3
    opened = await pool(claims_dsn, schema="teletransmission", role="teletransmission", max_size=5)
    store = PostgresOutcomeStore(opened)
    for part in (records[:third], records[third - 20 : 2 * third], records[third:], records[-10:]):
        running = asyncio.create_task(Follower(of_broker(kafka_bootstrap), store, rest_s=0).run())
        await publish(kafka_bootstrap, part)
        await reached(claims_dsn, records.index(part[-1]) + 1)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    found = await store.find([receipt_of(f"{prefix}-{number}") for number in range(CLAIMS)])
    await opened.close()
    assert len(found) == CLAIMS
    for number in range(CLAIMS):
        stands = found[receipt_of(f"{prefix}-{number}")]
        assert stands.told.state is (State.PARKED if number % 4 == 0 else State.ADJUDICATED)
        assert (stands.amounts.revision, stands.amounts.price_cents) == (2, 3_000 + number)


async def reached(dsn: str, seq: int) -> None:
    """Wait until the kept progress is at an entry of the newest generation."""
    query = "select max(seq) from teletransmission.outcome_progress where partition = 5 and generation >= $1"
    connection = await asyncpg.connect(dsn)
    try:
        async with asyncio.timeout(30):
            while (await connection.fetchval(query, GENERATION) or 0) < seq:  # noqa: ASYNC110 - only the database knows
                await asyncio.sleep(0.05)
    finally:
        await connection.close()
