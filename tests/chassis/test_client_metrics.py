"""Calls to peers are measured by method and code, streams when they end, and nothing of what was said."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.client_metrics import measuring
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call, channel, with_token
from chassis.settings import GrpcSettings
from chassis.telemetry import OFF, SECONDS, Telemetry, build
from chassis.tokens import TokenSigner
from tests.chassis.canaries import NAMES, NIR_FORMS, leaked
from tests.chassis.conftest import start
from tests.fakes.doors import NOBODY_LISTENS
from tests.fakes.echo_service import ECHO

pytestmark = pytest.mark.asyncio
ATTRIBUTES = {"rpc.system", "rpc.service", "rpc.method", "rpc.status"}
NAME = "vitale.rpc.client.duration"


class Caller:
    """A measured channel to an echo server."""

    def __init__(self, opened: grpc.aio.Channel, telemetry: Telemetry, reader: InMemoryMetricReader) -> None:
        self.channel, self.telemetry, self.reader, self.token = opened, telemetry, reader, ""

    async def once(self, said: bytes, *, timeout_s: float = 5.0) -> bytes:
        method: Any = self.channel.unary_unary(f"/{ECHO}/Once")
        answer: bytes = await call(method, said, token=self.token, timeout_s=timeout_s)
        return answer

    def counted(self) -> Mapping[tuple[str, str], int]:
        """Calls by method and code."""
        read = self.reader.get_metrics_data()
        found: Any = json.loads(read.to_json()) if read else {"resource_metrics": []}
        points = [
            point
            for resource in found["resource_metrics"]
            for scope in resource["scope_metrics"]
            for metric in scope["metrics"]
            if metric["name"] == NAME
            for point in metric["data"]["data_points"]
        ]
        assert all(tuple(point["explicit_bounds"]) == SECONDS for point in points)
        assert all(set(point["attributes"]) == ATTRIBUTES for point in points)
        assert leaked(json.dumps(found)) == []
        return {(p["attributes"]["rpc.method"], p["attributes"]["rpc.status"]): p["count"] for p in points}


@asynccontextmanager
async def calling(signer: TokenSigner) -> AsyncIterator[Caller]:
    """A caller of a real server."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    telemetry = build("caller", "test", span_processor=SimpleSpanProcessor(spans), reader=reader)
    running = await start(signer, GrpcSettings(environment="test", grpc_listen="127.0.0.1:0", stop_grace_s=0))
    async with channel(f"127.0.0.1:{running.server.port}", telemetry=telemetry) as opened:
        caller = Caller(opened, telemetry, reader)
        caller.token = signer.sign("x", "practice")
        try:
            yield caller
        finally:
            running.service.released.set()
            await running.channel.close()
            await running.server.stop()
            telemetry.stop()


async def test_calls_are_counted_by_the_code_that_the_caller_reads(signer: TokenSigner) -> None:
    async with calling(signer) as caller:
        assert await caller.once(b"hello") == b"hello"
        await caller.once(b"hello")
        refused = [b"refuse", f"crash {NAMES[0]} {NIR_FORMS[0]}".encode()]
        for said in refused:
            with pytest.raises(DomainError):
                await caller.once(said)
        assert caller.counted() == {("Once", "OK"): 2, ("Once", "NIR_KEY_WRONG"): 1, ("Once", "INTERNAL"): 1}


async def test_a_call_given_up_and_one_out_of_time_are_told_apart(signer: TokenSigner) -> None:
    async with calling(signer) as caller:
        with pytest.raises(DomainError) as late:
            await caller.once(b"wait", timeout_s=0.05)
        assert late.value.code is ErrorCode.DEADLINE_EXCEEDED
        task = asyncio.create_task(caller.once(b"wait"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert caller.counted() == {("Once", "DEADLINE_EXCEEDED"): 1, ("Once", "CANCELLED"): 1}


async def test_a_peer_that_is_away_is_counted_as_unavailable(signer: TokenSigner) -> None:
    async with calling(signer) as caller:
        async with channel(NOBODY_LISTENS, telemetry=caller.telemetry) as nobody:
            method: Any = nobody.unary_unary(f"/{ECHO}/Once")
            with pytest.raises(DomainError):
                await call(method, b"hello", token=caller.token)
        assert caller.counted() == {("Once", "UNAVAILABLE"): 1}


async def test_streams_work_as_before_and_are_counted_when_they_end(signer: TokenSigner) -> None:
    async with calling(signer) as caller:
        metadata = with_token(caller.token)
        out: Any = caller.channel.unary_stream(f"/{ECHO}/StreamOut")
        assert [answer async for answer in out(b"hello", metadata=metadata)] == [b"hello"] * 3
        both: Any = caller.channel.stream_stream(f"/{ECHO}/BothWays")
        stream = both(metadata=metadata)
        await stream.wait_for_connection()
        for said in (b"one", b"two"):
            await stream.write(said)
            assert await stream.read() == said
        assert ("BothWays", "OK") not in caller.counted()
        await stream.done_writing()
        assert await stream.read() is grpc.aio.EOF
        await asyncio.sleep(0.05)
        assert caller.counted() == {("StreamOut", "OK"): 1, ("BothWays", "OK"): 1}


async def test_off_measures_nothing_and_puts_nothing_in_the_way() -> None:
    assert measuring(OFF) == ()
