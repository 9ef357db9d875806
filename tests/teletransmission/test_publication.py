"""Kept claims leave through the relay to the real broker: all of them, in order, whatever fails meanwhile."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest
from opentelemetry.sdk.trace import TracerProvider

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, InRecord, KafkaPublisher, MemoryPublisher, OutRecord, Tail, ensure_topics
from chassis.outbox import Relay
from chassis.postgres import Pool
from chassis.records import Publisher
from chassis.telemetry import inject_headers
from contracts.envelope import header, open_value
from contracts.topics import CLAIM, PARTITIONS
from teletransmission.drafts import Draft
from teletransmission.store_postgres import PostgresClaimStore, load_values
from tests.teletransmission.house import CHILD, FILED, OUTCOME, claim, opened
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


@asynccontextmanager
async def relaying(pool: Pool, publisher: Publisher) -> AsyncIterator[None]:
    """The relay at work while the block runs."""
    task = asyncio.create_task(Relay(pool, publisher, load_values, schema="teletransmission").run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def emptied(pool: Pool) -> None:
    """Wait until nothing is left to publish."""
    async with asyncio.timeout(60):
        while await pool.fetchval("select count(*) from outbox, pg_sleep(0.02)"):
            pass


async def published(bootstrap: str, keys: set[bytes], expected: int) -> list[InRecord]:
    """The records of these homes, once there are as many as expected."""
    found: list[InRecord] = []
    async with asyncio.timeout(60), Tail(bootstrap, CLAIM.name, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        while len(found) < expected:
            found += [record for record in await tail.poll() if record.key in keys]
    return found


async def test_claims_reach_the_partition_of_their_home_in_the_order_they_were_sent(
    claims_pool: Pool, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [CLAIM])
    publisher = KafkaPublisher(kafka_bootstrap, client_id="test-intake")
    await publisher.start()
    numbers = [f"F-{number}" for number in range(300)]
    async with opened(PostgresClaimStore(claims_pool)) as house, relaying(claims_pool, publisher):
        practice = house.practice()
        for start in range(0, 300, 100):
            batch = [claim(number, key=CHILD) for number in numbers[start : start + 100]]
            await practice.submit(*batch)
            await practice.submit(*batch)
        await emptied(claims_pool)
        child = house.family.beneficiaries[0]
        records = await published(kafka_bootstrap, {child.home_id}, 300)
    await publisher.stop()
    assert {record.partition for record in records} == {child.partition}
    assert [Claim.FromString(open_value(record.value)).claim_id for record in records] == numbers
    assert {header(record.headers, "ce_subject") for record in records} == {child.subject_id.hex().encode()}


@asynccontextmanager
async def database_down(dsn: str) -> AsyncIterator[None]:
    """Refuse connections to the database and end those it has, while the block runs."""
    server, _, name = dsn.rpartition("/")
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f"alter database {name} allow_connections false")
    try:
        await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        yield
    finally:
        await connection.execute(f"alter database {name} allow_connections true")
        await connection.close()


class Stumbling(MemoryPublisher):
    """A publisher that is down for its first calls, then writes half of a call before it fails once more."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.left = failures

    async def publish(self, records: Sequence[OutRecord]) -> None:
        self.left -= 1
        if self.left > 0:
            self.down = True
        elif self.left == 0:
            self.down = False
            await super().publish(records[: len(records) // 2])
            self.down = True
        else:
            self.down = False
        await super().publish(records)


async def test_nothing_is_lost_and_order_holds_while_the_broker_fails_for_a_while(claims_pool: Pool) -> None:
    publisher = Stumbling(failures=3)
    store = PostgresClaimStore(claims_pool)
    drafts = [draft() for _ in range(700)]
    async with relaying(claims_pool, publisher):
        for start in range(0, 700, 70):
            kept = await store.keep(drafts[start : start + 70])
            assert len(kept) == 70
        await emptied(claims_pool)
    values = [open_value(record.value) for record in publisher.records]
    first_times = list(dict.fromkeys(values))
    assert first_times == [sent.message for sent in drafts]


async def test_a_copy_of_the_relay_stands_by_and_publishes_nothing_twice(claims_pool: Pool) -> None:
    first, second = MemoryPublisher(), MemoryPublisher()
    store = PostgresClaimStore(claims_pool)
    async with relaying(claims_pool, first), relaying(claims_pool, second):
        await store.keep([draft() for _ in range(50)])
        await emptied(claims_pool)
    assert sorted([len(first.records), len(second.records)]) == [0, 50]


async def test_the_trace_of_the_call_travels_with_the_record(claims_pool: Pool) -> None:
    publisher = MemoryPublisher()
    tracer = TracerProvider().get_tracer("test")
    with tracer.start_as_current_span("call") as span:
        await PostgresClaimStore(claims_pool).keep([replace(draft(), trace=inject_headers())])
    async with relaying(claims_pool, publisher):
        await emptied(claims_pool)
    [record] = publisher.records
    assert f"{span.get_span_context().trace_id:032x}".encode() in (header(record.headers, "traceparent") or b"")


async def test_while_the_database_is_down_intake_says_so_and_a_repeated_batch_is_kept_once(
    claims_pool: Pool, claims_dsn: str
) -> None:
    publisher = MemoryPublisher()
    batch = [claim(f"F-{number}") for number in range(20)]
    async with opened(PostgresClaimStore(claims_pool)) as house, relaying(claims_pool, publisher):
        practice = house.practice()
        await practice.submit(*batch[:5])
        async with database_down(claims_dsn):
            with pytest.raises(DomainError) as refused:
                await practice.submit(*batch)
            assert refused.value.code is ErrorCode.UNAVAILABLE
        answers = await practice.submit(*batch)
        assert [answer.outcome for answer in answers] == [OUTCOME.OUTCOME_ACCEPTED] * 20
        await emptied(claims_pool)
    claims = [Claim.FromString(open_value(record.value)).claim_id for record in publisher.records]
    assert list(dict.fromkeys(claims)) == [sent.claim_id for sent in batch]


async def test_a_claim_and_its_record_are_kept_together_or_not_at_all(claims_pool: Pool) -> None:
    store = PostgresClaimStore(claims_pool)
    good, bad = draft(), draft()
    broken = Draft(
        receipt_id=bad.receipt_id,
        content_hash=bad.content_hash[:5],
        accepted_at_us=1,
        home_id=bad.home_id,
        partition=1,
        subject_id=bad.subject_id,
        message=b"",
        filed=FILED,
    )
    with pytest.raises(Exception, match="DATABASE_REFUSED"):
        await store.keep([good, broken])
    assert await store.find(good.receipt_id) is None
    assert await claims_pool.fetchval("select count(*) from outbox") == 0


def draft() -> Draft:
    """A claim of somebody."""
    return Draft(
        receipt_id=secrets.token_bytes(16),
        content_hash=secrets.token_bytes(32),
        accepted_at_us=1,
        home_id=secrets.token_bytes(16),
        partition=5,
        subject_id=secrets.token_bytes(16),
        message=secrets.token_bytes(200),
        filed=FILED,
    )
