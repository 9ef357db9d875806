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
from teletransmission.outcomes.reading import link_of
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore
from tests.teletransmission.outcomes.entries import entry, ignored, issued, parked, receipt_of, waiting

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


async def test_stops_and_replays_end_in_the_newest_of_every_claim_and_a_switch_in_what_was_taken_over(
    claims_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [RECEIPT])
    prefix = f"K{secrets.token_hex(4).upper()}"
    records = ledger(prefix)
    third = len(records) // 3
    opened = await pool(claims_dsn, schema="teletransmission", role="teletransmission", max_size=5)
    store = PostgresOutcomeStore(opened)
    receipts = [receipt_of(f"{prefix}-{number}") for number in range(CLAIMS)]
    for part in (records[:third], records[third - 20 : 2 * third], records[third:], records[-10:]):
        await follow(store, claims_dsn, kafka_bootstrap, part)
    found = await store.find(receipts)
    assert len(found) == CLAIMS
    for number, receipt_id in enumerate(receipts):
        stands = found[receipt_id]
        assert stands.told.state is (State.PARKED if number % 4 == 0 else State.ADJUDICATED)
        assert (stands.amounts.revision, stands.amounts.price_cents) == (2, 3_000 + number)
    # A newer generation in which no claim is settled again, nor set aside.
    newer = generation_of(records[0]) + 1
    silent = [entry(ignored(), seq, generation=newer) for seq in range(2 * CLAIMS + 1, len(records) + 1)]
    await follow(store, claims_dsn, kafka_bootstrap, silent)
    found = await store.find(receipts)
    await opened.close()
    for stands in found.values():
        assert (stands.word.state, stands.amounts.revision, stands.amounts.price_cents) == (State.ADJUDICATED, 1, 3_000)


async def follow(store: PostgresOutcomeStore, dsn: str, bootstrap: str, part: Sequence[InRecord]) -> None:
    """Publish a part and let a follower that was just started read it."""
    running = asyncio.create_task(Follower(of_broker(bootstrap), store, rest_s=0).run())
    await publish(bootstrap, part)
    await reached(dsn, *link_of(part[-1]).place)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def generation_of(record: InRecord) -> int:
    return link_of(record).place.generation


async def reached(dsn: str, generation: int, seq: int) -> None:
    """Wait until the kept progress is at an entry of a generation."""
    query = "select max(seq) from teletransmission.outcome_progress where partition = 5 and generation = $1"
    connection = await asyncpg.connect(dsn)
    try:
        async with asyncio.timeout(30):
            while (await connection.fetchval(query, generation) or 0) < seq:  # noqa: ASYNC110 - only the database knows
                await asyncio.sleep(0.05)
    finally:
        await connection.close()
