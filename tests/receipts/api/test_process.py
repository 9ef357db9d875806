"""The api as it is wired in production: lists from PostgreSQL, live receipts from Kafka, a vault that is down."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from chassis.clock import SystemClock
from chassis.grpc_client import channel, with_token
from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from chassis.migrations import migrate
from chassis.postgres import pool
from contracts.envelope import cloud_event, seal
from contracts.topics import RECEIPT
from receipts.api.build import build
from receipts.api.settings import ReceiptsApiSettings
from tests.fakes.doors import NOBODY_LISTENS, Guard
from tests.fakes.processes import key_files, running
from tests.receipts.api.ledger_writers import PostgresWriter
from tests.receipts.api.world import CAMILLE, receipt
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued
from vitale.receipt.v1.receipt_service_pb2 import (
    AddSubscription,
    ListPeopleRequest,
    ListReceiptsRequest,
    WatchRequest,
    WatchResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
PARTITION = 5


def published(issued: ReceiptIssued, seq: int) -> OutRecord:
    """The record of an entry, as the worker publishes it."""
    headers = cloud_event(
        event_type="vitale.receipt.v1.ReceiptIssued",
        source="receipts",
        event_id=f"1-{PARTITION}-{seq}",
        subject=issued.subject_id.hex(),
        extra=[("audience", str(int(issued.audience)).encode())],
    )
    value = seal(LedgerEvent(receipt_issued=issued).SerializeToString())
    return OutRecord(RECEIPT.name, PARTITION, b"h" * 16, value, headers)


def settings(folder: Path, dsn: str, bootstrap: str, guard: Guard) -> ReceiptsApiSettings:
    """Settings like the platform's; nobody listens where the vault should be."""
    (folder / "keys.json").write_text(json.dumps({"cursor": base64.b64encode(b"k" * 32).decode()}), encoding="utf-8")
    values: dict[str, Any] = {
        "environment": "test",
        "grpc_listen": "127.0.0.1:0",
        "stop_grace_s": 5,
        "dsn": SecretStr(dsn),
        "bootstrap": bootstrap,
        "identity_target": NOBODY_LISTENS,
        "keys": folder / "keys.json",
        **key_files(folder, guard),
    }
    return ReceiptsApiSettings(**values)


async def test_a_receipt_is_listed_from_the_database_and_the_next_comes_live_from_the_broker(
    tmp_path: Path, postgres_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [RECEIPT])
    await migrate(postgres_dsn, "receipts")
    owner = await pool(postgres_dsn, schema="receipts")
    publisher = KafkaPublisher(kafka_bootstrap, client_id="test")
    await publisher.start()
    guard, writer = Guard.new(SystemClock()), PostgresWriter(owner)
    await writer.person(CAMILLE, PARTITION)
    await writer.issue(receipt(number=1), PARTITION)
    mine = guard.signer.sign("camille", "insured", attributes={"subject_id": CAMILLE.hex()})
    wired = settings(tmp_path, postgres_dsn, kafka_bootstrap, guard)
    async with running("receipts.api", wired, build, guard=guard) as address, channel(address) as opened:
        stub = ReceiptServiceStub(opened)
        people = await stub.ListPeople(ListPeopleRequest(), metadata=with_token(mine))
        page = await stub.ListReceipts(ListReceiptsRequest(), metadata=with_token(mine))
        watch = stub.Watch(metadata=with_token(guard.signer.sign("expenses", "service")))
        add = AddSubscription(token=mine, cursor=page.resume_cursor)
        await watch.write(WatchRequest(subscription_id=1, add=add))
        async with asyncio.timeout(60):
            first = await watch.read()
            await publisher.publish([published(receipt(number=2), await writer.issue(receipt(number=2), PARTITION))])
            second = await watch.read()
    await publisher.stop()
    await owner.close()
    assert [(person.is_self, person.first_name) for person in people.people] == [(True, "")]
    assert [found.receipt_id[-1] for found in page.receipts] == [1]
    assert isinstance(first, WatchResponse)
    assert isinstance(second, WatchResponse)
    assert first.HasField("caught_up")
    assert second.receipt.receipt.receipt_id[-1] == 2
