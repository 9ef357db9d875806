"""A settlement as an input of the ledger, whole: topics, membership, engine, database, and what is published of it."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chassis import postgres
from chassis.failpoints import NoFailpoints
from chassis.kafka import LATEST, InRecord, KafkaPublisher, OutRecord, Tail, ensure_topics
from chassis.migrations import migrate
from chassis.telemetry import OFF
from contracts.envelope import header, open_value, seal
from contracts.topics import CLAIM, CONTROL, LEDGER_INPUTS, RECEIPT, RIGHTS, SETTLEMENT, Topic
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from receipts.worker.engine import Engine
from receipts.worker.membership import Membership
from receipts.worker.outlet import Outlet
from tests.receipts.ledger.log import HOME, a_claim, some_rights
from tests.receipts.ledger.payments import a_payment
from vitale.control.v1.control_pb2 import Activate, ControlRecord
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, LedgerPosition

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]
SUBJECT, CLAIM_ID, GENERATION = secrets.token_bytes(16), f"F-{secrets.token_hex(6).upper()}", 77
PARTITION = 17
"""One that no other test writes decisions to: rules that this build does not hold would stop it."""
_TYPE = b"vitale.receipt.v1.SettlementRecorded"


@asynccontextmanager
async def worker(dsn: str, bootstrap: str, publisher: KafkaPublisher) -> AsyncIterator[None]:
    """The parts of the worker process at work while the block runs."""
    pool = await postgres.pool(dsn, schema="receipts", min_size=1, max_size=3)
    processor = Processor(pool, generation=GENERATION, shelf=RulesShelf.of_this_build())
    outlet = Outlet(publisher, generation=GENERATION, failpoints=NoFailpoints())
    membership = Membership(group=f"settlements-{secrets.token_hex(4)}", bootstrap=bootstrap, instance=None)
    engine = Engine(processor=processor, outlet=outlet, flow=membership, failpoints=NoFailpoints(), telemetry=OFF)
    membership.bind(engine)
    tasks = [asyncio.create_task(part) for part in (outlet.run(), engine.run(), engine.tend(), membership.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
        await pool.close()


async def _send(publisher: KafkaPublisher, topic: Topic, body: bytes, key: bytes = HOME) -> None:
    await publisher.publish([OutRecord(topic.name, PARTITION, key, seal(body), ())])


async def test_a_settlement_on_its_topic_becomes_an_entry_on_the_receipt_topic(
    postgres_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [*LEDGER_INPUTS, RECEIPT])
    await migrate(postgres_dsn, "receipts")
    publisher = KafkaPublisher(kafka_bootstrap, client_id="test-settlements")
    await publisher.start()
    version = RulesShelf.of_this_build().current.version
    activate = ControlRecord(issued_by="operator:test", activate=Activate(rules_version=version))
    await _send(publisher, CONTROL, activate.SerializeToString(), bytes(16))
    # Before its receipt: it waits in the ledger, whichever topic is read first.
    await _send(publisher, SETTLEMENT, a_payment(CLAIM_ID, subject_id=SUBJECT).SerializeToString())
    await _send(publisher, RIGHTS, some_rights(SUBJECT).SerializeToString())
    await _send(publisher, CLAIM, a_claim(CLAIM_ID, subject_id=SUBJECT).SerializeToString())
    async with (
        asyncio.timeout(90),
        Tail(kafka_bootstrap, RECEIPT.name, {PARTITION: LATEST}) as tail,
        worker(postgres_dsn, kafka_bootstrap, publisher),
    ):
        found: list[InRecord] = []
        while not found:
            found = [record for record in await tail.poll() if header(record.headers, "ce_type") == _TYPE]
    await publisher.stop()
    (record,) = found
    recorded = LedgerEvent.FromString(open_value(record.value)).settlement_recorded
    position = LedgerPosition.FromString(header(record.headers, "ledger-position") or b"")
    assert (recorded.claim_id, recorded.revision, recorded.settled_amo_cents) == (CLAIM_ID, 2, 1900)
    assert (header(record.headers, "ce_subject"), header(record.headers, "audience")) == (SUBJECT.hex().encode(), b"1")
    assert [slot.topic for slot in position.vector] == [topic.name for topic in LEDGER_INPUTS]
    assert position.vector[-1].next_offset >= 1
