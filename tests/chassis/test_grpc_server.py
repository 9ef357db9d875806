"""The server wiring over a real channel: who is let in, what errors say, how it stops."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc  # type: ignore[import-untyped]

from chassis import logs
from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.grpc_client import call, channel, peer_errors, replies, with_token
from chassis.settings import GrpcSettings
from chassis.tokens import TokenSigner
from tests.chassis.canaries import NIR_FORMS, leaked
from tests.chassis.conftest import Running, start
from tests.fakes.echo_service import ECHO

ONCE, STREAM_OUT, BOTH_WAYS = f"/{ECHO}/Once", f"/{ECHO}/StreamOut", f"/{ECHO}/BothWays"
REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"


def untyped(found: grpc.aio.Channel, path: str, kind: str = "unary_unary") -> Any:
    return getattr(found, kind)(path)


async def once(running: Running, request: bytes, *, token: str | None = None, timeout_s: float = 5.0) -> bytes:
    used = running.signer.sign("caller-1", "practice") if token is None else token
    reply: bytes = await call(untyped(running.channel, ONCE), request, token=used, timeout_s=timeout_s)
    return reply


async def refused(running: Running, request: bytes, *, token: str | None = None, timeout_s: float = 5.0) -> DomainError:
    with pytest.raises(DomainError) as found:
        await once(running, request, token=token, timeout_s=timeout_s)
    return found.value


async def each(*items: bytes) -> AsyncIterator[bytes]:
    for item in items:
        yield item


async def collect(stream: AsyncIterator[bytes], into: list[bytes]) -> None:
    async for reply in stream:
        into.append(reply)  # noqa: PERF401 - what came before an error must stay


@pytest.mark.asyncio
async def test_the_service_knows_who_calls(running: Running) -> None:
    assert await once(running, b"who") == b"caller-1"
    assert await once(running, b"who", token=running.signer.sign("caller-2", "insured")) == b"caller-2"


@pytest.mark.asyncio
async def test_calls_at_the_same_time_do_not_see_each_others_caller(running: Running) -> None:
    tokens = [running.signer.sign(f"caller-{number}", "practice") for number in range(4)]
    answers = await asyncio.gather(*(once(running, b"who", token=token) for token in tokens))
    assert answers == [f"caller-{number}".encode() for number in range(4)]


@pytest.mark.asyncio
async def test_a_role_that_is_not_allowed_is_told_so(running: Running) -> None:
    error = await refused(running, b"only-scheme")
    assert error.code is ErrorCode.PERMISSION_DENIED
    assert await once(running, b"only-scheme", token=running.signer.sign("cnam", "scheme")) == b"cnam"


@pytest.mark.asyncio
async def test_without_a_good_token_nothing_of_the_service_runs(running: Running) -> None:
    assert (await refused(running, b"wait", token="rubbish")).code is ErrorCode.UNAUTHENTICATED
    with pytest.raises(DomainError) as found, peer_errors():
        await untyped(running.channel, ONCE)(b"wait", timeout=5)
    assert found.value.code is ErrorCode.UNAUTHENTICATED
    with pytest.raises(DomainError), peer_errors():
        await untyped(running.channel, BOTH_WAYS, "stream_stream")(each(b"wait"), timeout=5).read()
    assert not running.service.entered.is_set()


@pytest.mark.asyncio
async def test_a_domain_error_arrives_whole_with_a_support_id(running: Running) -> None:
    error = await refused(running, b"refuse")
    assert error.code is ErrorCode.NIR_KEY_WRONG
    assert error.facts == {"position": "3"}
    assert error.violations == (FieldViolation("claims[3].nir", "key", "read the card again"),)
    assert error.support_id is not None
    assert len(error.support_id) == 12


@pytest.mark.asyncio
@pytest.mark.parametrize("method", [STREAM_OUT, BOTH_WAYS])
async def test_streams_are_authenticated_and_their_errors_mapped_like_calls(running: Running, method: str) -> None:
    metadata = with_token(running.signer.sign("caller-1", "practice"))
    stream = (
        untyped(running.channel, method, "unary_stream")(b"refuse", metadata=metadata, timeout=5)
        if method == STREAM_OUT
        else untyped(running.channel, method, "stream_stream")(
            each(b"a", b"b", b"c", b"refuse"), metadata=metadata, timeout=5
        )
    )
    got: list[bytes] = []
    with pytest.raises(DomainError) as found:
        await collect(replies(stream), got)
    assert len(got) == 3
    assert found.value.code is ErrorCode.NIR_KEY_WRONG


@pytest.mark.asyncio
@pytest.mark.parametrize("form", NIR_FORMS)
async def test_a_crash_is_internal_and_tells_the_caller_nothing_of_its_message(
    running: Running, capsys: pytest.CaptureFixture[str], logs_as_before: None, form: str
) -> None:
    logs.configure("echo", level="debug")
    metadata = with_token(running.signer.sign("x", "practice"))
    with pytest.raises(grpc.aio.AioRpcError) as found:
        await untyped(running.channel, ONCE)(b"crash " + form.encode(), timeout=5, metadata=metadata)
    assert found.value.code() is grpc.StatusCode.INTERNAL
    assert leaked(str(found.value) + str(found.value.trailing_metadata())) == []
    logged = capsys.readouterr().err
    assert "KeyError" in logged
    assert leaked(logged) == []


@pytest.mark.asyncio
async def test_a_call_longer_than_its_deadline_ends(running: Running) -> None:
    assert (await refused(running, b"wait", timeout_s=0.2)).code is ErrorCode.DEADLINE_EXCEEDED


@pytest.mark.asyncio
async def test_a_call_without_a_deadline_is_bounded_by_the_server(signer: TokenSigner) -> None:
    settings = GrpcSettings(environment="test", grpc_listen="127.0.0.1:0", grpc_max_call_s=0.2)
    found = await start(signer, settings)
    with pytest.raises(DomainError) as refusal, peer_errors():
        await untyped(found.channel, ONCE)(b"wait", metadata=with_token(signer.sign("x", "practice")))
    assert refusal.value.code is ErrorCode.DEADLINE_EXCEEDED
    await found.channel.close()
    await found.server.stop()


@pytest.mark.asyncio
async def test_a_message_above_the_limit_is_refused_by_name(running: Running) -> None:
    assert await once(running, b"x" * 2000)
    assert (await refused(running, b"x" * 2100)).code is ErrorCode.BATCH_TOO_LARGE


@pytest.mark.asyncio
async def test_calls_above_the_limit_are_refused_at_once_and_the_others_served(running: Running) -> None:
    async def outcome() -> str:
        try:
            return (await once(running, b"wait")).decode()
        except DomainError as error:
            running.service.released.set()
            return error.code.value

    outcomes = await asyncio.gather(*(outcome() for _ in range(5)))
    assert sorted(outcomes) == ["OVERLOADED", "wait", "wait", "wait", "wait"]


@pytest.mark.asyncio
async def test_a_peer_that_is_not_there_is_unavailable() -> None:
    nowhere = channel("127.0.0.1:1")
    with pytest.raises(DomainError) as found:
        await call(untyped(nowhere, ONCE), b"x", token="t")
    assert found.value.code is ErrorCode.UNAVAILABLE
    await nowhere.close()


async def health(running: Running, service: str) -> int:
    stub = health_pb2_grpc.HealthStub(running.channel)
    answer = await stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=5)
    return int(answer.status)


@pytest.mark.asyncio
async def test_health_answers_without_a_token_overall_and_for_each_service(running: Running) -> None:
    assert await health(running, "") == health_pb2.HealthCheckResponse.SERVING
    assert await health(running, ECHO) == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await health(running, "vitale.test.Other")
    assert unknown.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.asyncio
async def test_health_follows_the_dependencies(running: Running) -> None:
    async def down() -> None:
        raise DomainError(ErrorCode.UNAVAILABLE)

    stub = health_pb2_grpc.HealthStub(running.channel)
    watch = stub.Watch(health_pb2.HealthCheckRequest(service=ECHO), timeout=30)
    seen = [(await watch.read()).status]
    running.readiness.add("postgres", down)
    seen.append((await watch.read()).status)
    watch.cancel()
    assert seen == [health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING]


@pytest.mark.asyncio
@pytest.mark.parametrize(("environment", "answered"), [("test", True), ("production", False)])
async def test_reflection_is_served_outside_production_only(
    signer: TokenSigner, environment: Any, answered: bool
) -> None:
    found = await start(signer, GrpcSettings(environment=environment, grpc_listen="127.0.0.1:0"))
    listing = bytes([0x3A, 0x01, 0x2A])  # ServerReflectionRequest{list_services: "*"}
    stream = untyped(found.channel, REFLECTION, "stream_stream")(each(listing), timeout=5)
    if answered:
        assert ECHO.encode() in await stream.read()
        stream.cancel()
    else:
        with pytest.raises(grpc.aio.AioRpcError) as unknown:
            await stream.read()
        assert unknown.value.code() is grpc.StatusCode.UNIMPLEMENTED
    await found.channel.close()
    await found.server.stop()


@pytest.mark.asyncio
async def test_a_stop_says_not_serving_lets_the_call_end_and_refuses_new_ones(running: Running) -> None:
    stub = health_pb2_grpc.HealthStub(running.channel)
    watch = stub.Watch(health_pb2.HealthCheckRequest(service=""), timeout=30)
    assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
    under_way = asyncio.create_task(once(running, b"wait"))
    await running.service.entered.wait()
    stopping = asyncio.create_task(running.server.stop())
    assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
    watch.cancel()
    assert running.server.stopping.is_set()
    late = channel(f"127.0.0.1:{running.server.port}")
    with pytest.raises(DomainError) as found:
        await call(untyped(late, ONCE), b"late", token=running.signer.sign("x", "practice"), timeout_s=2.0)
    assert found.value.code in {ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED}
    running.service.released.set()
    assert await under_way == b"wait"
    await stopping
    await late.close()
