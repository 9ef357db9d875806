"""Rights and guarantee tables leave through the relay to the real broker: all of them, each revision once, in order."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from opentelemetry.sdk.trace import TracerProvider

from adri.composition import Card, Member, Place
from adri.outbox import load_values
from adri.store import NewState, StateKey
from adri.store_postgres import PostgresRightsStore
from chassis.kafka import EARLIEST, InRecord, KafkaPublisher, MemoryPublisher, OutRecord, Tail, ensure_topics
from chassis.outbox import Relay
from chassis.postgres import Pool
from chassis.records import Publisher
from contracts.envelope import header, open_value
from contracts.topics import CONTROL, PARTITIONS, RIGHTS
from tests.adri.house import NOON, TABLE, card, child, coverage, insured, opened
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.rights.v1 import guarantees_pb2 as gpb
from vitale.rights.v1 import rights_pb2 as pb

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


@asynccontextmanager
async def relaying(pool: Pool, publisher: Publisher) -> AsyncIterator[None]:
    """The relay at work while the block runs."""
    task = asyncio.create_task(Relay(pool, publisher, load_values, schema="adri").run())
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


async def published(bootstrap: str, topic: str, name: bytes, expected: int) -> list[InRecord]:
    """The records of a topic that have `name` in their identifier, once there are as many as expected.

    Other tests publish to the same topic: what is theirs is passed over.
    """
    found: list[InRecord] = []
    async with asyncio.timeout(60), Tail(bootstrap, topic, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        while len(found) < expected:
            found += [record for record in await tail.poll() if name in (header(record.headers, "ce_id") or b"")]
    return found


async def test_rights_and_tables_reach_their_partitions_on_the_broker(rights_pool: Pool, kafka_bootstrap: str) -> None:
    await ensure_topics(kafka_bootstrap, [RIGHTS, CONTROL])
    publisher = KafkaPublisher(kafka_bootstrap, client_id="test-adri")
    await publisher.start()
    table = gpb.GuaranteeTable()
    table.CopyFrom(TABLE)
    table.guarantees[0].value = secrets.randbelow(10**8)
    async with opened(PostgresRightsStore(rights_pool)) as house, relaying(rights_pool, publisher):
        scheme = house.scheme()
        named = await scheme.put_table(table)
        answer = await scheme.put(card(1, insured(), child()))
        for version in range(2, 12):
            answer = await scheme.put(card(version, insured(alsace_moselle=version % 2 == 0), child()))
        await emptied(rights_pool)
        opener_id, kid_id = (told.subject_id for told in answer.revisions)
        rights = await published(kafka_bootstrap, RIGHTS.name, opener_id.hex().encode(), 11)
        rights += await published(kafka_bootstrap, RIGHTS.name, kid_id.hex().encode(), 1)
        control = await published(kafka_bootstrap, CONTROL.name, named.hex().encode(), PARTITIONS)
    await publisher.stop()
    histories: dict[bytes, list[int]] = {opener_id: [], kid_id: []}
    for record in rights:
        message = pb.BeneficiaryRights.FromString(open_value(record.value))
        histories[message.subject_id].append(message.revision)
    assert histories == {opener_id: list(range(1, 12)), kid_id: [1]}
    assert sorted(record.partition for record in control) == list(range(PARTITIONS))
    hashes = {ControlRecord.FromString(open_value(r.value)).guarantees.guarantees_hash for r in control}
    assert hashes == {named}


class Stumbling(MemoryPublisher):
    """A publisher that writes half of each call and fails, twice, before it works."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    async def publish(self, records: Sequence[OutRecord]) -> None:
        self.calls += 1
        self.down = False
        if self.calls <= 2:
            await super().publish(records[: len(records) // 2])
            self.down = True
        await super().publish(records)


async def test_no_revision_is_lost_while_the_broker_fails_for_a_while(rights_pool: Pool) -> None:
    publisher = Stumbling()
    async with opened(PostgresRightsStore(rights_pool)) as house:
        scheme = house.scheme()
        for version in range(1, 21):
            await scheme.put(card(version, insured(alsace_moselle=version % 2 == 0), child()))
        await scheme.put_table(TABLE)
    async with relaying(rights_pool, publisher):
        await emptied(rights_pool)
    names = dict.fromkeys(header(record.headers, "ce_id") for record in publisher.records)
    numbers = [int(name.rpartition(b"-")[2]) for name in names if name and len(name) < 60]
    assert len(names) == 20 + 1 + PARTITIONS
    assert [number for number in numbers if number > 1] == list(range(2, 21))


async def test_the_trace_of_the_call_travels_with_the_records(rights_pool: Pool) -> None:
    publisher = MemoryPublisher()
    member = Member(Place(b"s" * 16, b"h" * 16, 3), "1984-05-17", coverage(pb.QUALITY_INSURED))
    state = NewState(StateKey("01", "x"), 1, bytes(32), Card(b"s" * 16, (member,)), NOON)
    with TracerProvider().get_tracer("test").start_as_current_span("call") as span:
        await PostgresRightsStore(rights_pool).put(state)
    async with relaying(rights_pool, publisher):
        await emptied(rights_pool)
    [record] = publisher.records
    assert f"{span.get_span_context().trace_id:032x}".encode() in (header(record.headers, "traceparent") or b"")
