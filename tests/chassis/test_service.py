"""Whole processes: they start, tell why when they cannot, and stop politely."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.clock import SystemClock
from chassis.grpc_client import call, channel
from chassis.tokens import TokenSigner
from tests.chassis.canaries import leaked
from tests.fakes.echo_service import ECHO

SAMPLE = "tests.chassis.sample_service"
ROOT = Path(__file__).parents[2]
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
def owner() -> TokenSigner:
    return TokenSigner.generate(clock=SystemClock())


@pytest_asyncio.fixture
async def start(tmp_path: Path, owner: TokenSigner) -> AsyncIterator[Start]:
    (tmp_path / "issuers.json").write_text(json.dumps([owner.public()]), encoding="utf-8")
    begun: list[asyncio.subprocess.Process] = []
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'services'}:{ROOT}"}
    values = {"ENVIRONMENT": "test", "GRPC_LISTEN": "127.0.0.1:0", "TOKEN_ISSUERS": str(tmp_path / "issuers.json")}

    async def begin(*arguments: str, **changed: str) -> asyncio.subprocess.Process:
        used = {f"VITALE_SAMPLE_{name}": value for name, value in {**values, **changed}.items() if value}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.chassis.sample_service",
            *arguments,
            stderr=asyncio.subprocess.PIPE,
            env={**kept, **used},
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(process: asyncio.subprocess.Process, event: str) -> dict[str, Any]:
    """Read log lines until an event comes; the line."""
    assert process.stderr is not None
    while raw := await asyncio.wait_for(process.stderr.readline(), 30):
        line: dict[str, Any] = json.loads(raw)
        if line["event"] == event:
            return line
    raise AssertionError(f"the process ended before it logged {event}")


async def rest(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    return (await asyncio.wait_for(process.stderr.read(), 30)).decode()


@pytest.mark.asyncio
async def test_sigterm_lets_the_call_under_way_end_and_exits_with_zero(start: Start, owner: TokenSigner) -> None:
    process = await start(GRPC_MAX_CALL_S="1")
    port = (await until(process, "grpc_listening"))["port"]
    peer = channel(f"127.0.0.1:{port}")
    method: Any = peer.unary_unary(f"/{ECHO}/Once")
    token = owner.sign("caller-1", "practice")
    assert await call(method, b"who", token=token) == b"caller-1"
    under_way = asyncio.create_task(call(method, b"wait", token=token))
    await asyncio.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(Exception, match="DEADLINE_EXCEEDED"):  # the server's own answer, not a broken connection
        await under_way
    assert await asyncio.wait_for(process.wait(), 10) == 0
    await peer.close()


@pytest.mark.asyncio
async def test_a_background_task_that_fails_ends_the_process_with_one_and_leaks_nothing(start: Start) -> None:
    process = await start(FAIL="true")
    told = await rest(process)
    assert await process.wait() == 1
    assert "background_ended" in told
    assert "KeyError" in told
    assert leaked(told) == []


@pytest.mark.asyncio
async def test_wrong_settings_exit_with_78_and_list_every_error(start: Start) -> None:
    process = await start(ENVIRONMENT="", GRPC_LISTEN="")
    told = await rest(process)
    assert await process.wait() == 78
    assert "VITALE_SAMPLE_ENVIRONMENT" in told
    assert "VITALE_SAMPLE_GRPC_LISTEN" in told


@pytest.mark.asyncio
async def test_a_taken_port_ends_the_process_with_one(start: Start) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    process = await start(GRPC_LISTEN=f"127.0.0.1:{port}")
    told = await rest(process)
    assert await process.wait() == 1
    assert "RuntimeError" in told
    taken.close()
    await taken.wait_closed()


@pytest.mark.asyncio
async def test_ready_over_http_while_it_runs(start: Start) -> None:
    probe = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()
    process = await start(HEALTH_LISTEN=f"127.0.0.1:{port}")
    await until(process, "started")
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/ready")).status_code == 200


@pytest.mark.asyncio
async def test_an_unknown_argument_is_refused(start: Start) -> None:
    process = await start("migrat")
    assert "migrat" in await rest(process)
    assert await process.wait() == 64


@pytest.mark.asyncio
async def test_migrate_against_a_database_that_is_down_exits_with_69(start: Start) -> None:
    process = await start("migrate", MIGRATION_DSN="postgresql://nobody@127.0.0.1:1/nowhere")
    told = await rest(process)
    assert await process.wait() == 69
    assert "UNAVAILABLE" in told
