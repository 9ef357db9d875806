"""A switch of generations reaches the api's readers: streams are told, the process ends, old cursors answer reset."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chassis.clock import SystemClock
from chassis.grpc_client import channel, with_token
from chassis.kafka import ensure_topics
from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from chassis.service import Process
from contracts.topics import RECEIPT
from receipts.api.build import build
from tests.fakes.doors import Guard
from tests.receipts.api.ledger_writers import PostgresWriter
from tests.receipts.api.test_process import settings
from tests.receipts.api.world import CAMILLE, receipt
from vitale.receipt.v1.receipt_service_pb2 import (
    AddSubscription,
    ListReceiptsRequest,
    WatchRequest,
    WatchResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

if TYPE_CHECKING:
    from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceAsyncStub

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
PARTITION, NEW = 5, 2


class Api:
    """One start of the api process, its address, and its end."""

    def __init__(self, process: Process[Any]) -> None:
        self.process = process
        self.ended = asyncio.create_task(process.run())

    async def stub(self) -> "ReceiptServiceAsyncStub":
        """Its methods, once it listens."""
        while self.process.server is None or not self.process.server.port:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        opened = channel(f"127.0.0.1:{self.process.server.port}")
        self.process.on_stop(lambda: opened.close(None))
        return ReceiptServiceStub(opened)


async def _filled(dsn: str) -> Pool:
    await migrate(dsn, "receipts")
    owner = await pool(dsn, schema="receipts")
    writer = PostgresWriter(owner)
    await writer.person(CAMILLE, PARTITION)
    for number in (1, 2, 3):
        await writer.issue(receipt(number=number), PARTITION)
    return owner


async def test_streams_are_told_the_process_ends_and_old_cursors_of_both_kinds_answer_reset(
    tmp_path: Path, postgres_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [RECEIPT])
    owner, guard = await _filled(postgres_dsn), Guard.new(SystemClock())
    mine = guard.signer.sign("camille", "insured", attributes={"subject_id": CAMILLE.hex()})
    service = guard.signer.sign("expenses", "service")
    wired = settings(tmp_path, postgres_dsn, kafka_bootstrap, guard)

    async def started() -> tuple[Api, "ReceiptServiceAsyncStub"]:
        process: Process[Any] = Process("receipts.api", wired, clock=guard.clock)
        await build(process)
        api = Api(process)
        return api, await api.stub()

    async def watched(stub: "ReceiptServiceAsyncStub", cursor: str) -> tuple[Any, WatchResponse]:
        watch = stub.Watch(metadata=with_token(service))
        await watch.write(WatchRequest(subscription_id=1, add=AddSubscription(token=mine, cursor=cursor)))
        first = await watch.read()
        assert isinstance(first, WatchResponse)
        return watch, first

    async with asyncio.timeout(60):
        api, stub = await started()
        page = await stub.ListReceipts(ListReceiptsRequest(page_size=1), metadata=with_token(mine))
        watch, first = await watched(stub, page.resume_cursor)
        await owner.execute("update live set generation = $1", NEW)
        told = await watch.read()
        assert await api.ended == 1, "it ends by itself, and whoever runs it starts it again"
        await api.process.close()
        api, stub = await started()
        _, after = await watched(stub, page.resume_cursor)
        older = ListReceiptsRequest(page_size=1, cursor=page.next_cursor)
        reset = await stub.ListReceipts(older, metadata=with_token(mine))
        fresh = await stub.ListReceipts(ListReceiptsRequest(), metadata=with_token(mine))
        api.process.stopping.set()
        await api.ended
        await api.process.close()
    await owner.close()

    assert first.HasField("caught_up")
    assert told.reset.reason == "GENERATION"
    assert after.reset.reason == "GENERATION"
    assert reset.reset
    assert not reset.receipts
    assert [found.receipt_id[-1] for found in fresh.receipts] == [3, 2, 1]
