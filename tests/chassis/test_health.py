"""Readiness and its HTTP doors."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
import pytest_asyncio

from chassis.errors import DomainError, ErrorCode
from chassis.health import HealthServer, Readiness, Standings
from tests.chassis.canaries import NIR_FORMS, leaked


class Dependency:
    """Something that answers until it is told not to."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    async def ping(self) -> None:
        if self.error is not None:
            raise self.error


@pytest_asyncio.fixture
async def health() -> AsyncIterator[tuple[Readiness, str]]:
    readiness = Readiness()
    server = HealthServer(readiness, "127.0.0.1:0")
    await server.start()
    yield readiness, f"http://127.0.0.1:{server.port}"
    await server.stop()


@pytest.mark.asyncio
async def test_ready_needs_every_dependency_and_live_needs_none(health: tuple[Readiness, str]) -> None:
    readiness, address = health
    postgres, kafka = Dependency(), Dependency()
    readiness.add("postgres", postgres.ping)
    readiness.add("kafka", kafka.ping)
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        assert (await client.get("/ready")).json() == {"postgres": "ok", "kafka": "ok"}
        kafka.error = DomainError(ErrorCode.UNAVAILABLE)
        postgres.error = KeyError(NIR_FORMS[0])
        answer = await client.get("/ready")
        assert (answer.status_code, answer.json()) == (503, {"postgres": "KeyError", "kafka": "UNAVAILABLE"})
        assert leaked(answer.text) == []
        assert (await client.get("/live")).status_code == 200


@pytest.mark.asyncio
async def test_a_stopping_process_is_alive_and_not_ready(health: tuple[Readiness, str]) -> None:
    readiness, address = health
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        assert (await client.get("/ready")).status_code == 200
        readiness.stopping = True
        assert (await client.get("/ready")).status_code == 503
        assert (await client.get("/live")).status_code == 200


@pytest.mark.asyncio
async def test_other_paths_and_methods_are_refused(health: tuple[Readiness, str]) -> None:
    _, address = health
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.post("/live")).status_code == 405
        assert (await client.head("/live")).content == b""


@pytest.mark.asyncio
async def test_a_client_that_sends_rubbish_does_not_disturb_the_next(health: tuple[Readiness, str]) -> None:
    _, address = health
    host, port = address.removeprefix("http://").split(":")
    for rubbish in (b"\r\n\r\n", b"x" * 20_000, b"\x00\xff\r\n\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(rubbish)
        await asyncio.wait_for(reader.read(), 10)
        writer.close()
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        assert (await client.get("/live")).status_code == 200


@pytest.mark.asyncio
async def test_a_dependency_is_named_once() -> None:
    readiness = Readiness()
    readiness.add("kafka", Dependency().ping)
    with pytest.raises(ValueError, match="kafka"):
        readiness.add("kafka", Dependency().ping)


@pytest.mark.asyncio
async def test_status_gives_figures_measured_for_the_call_and_a_failure_by_its_type() -> None:
    standings, rows = Standings(), Dependency()
    measured = iter(range(1, 10))

    async def outbox() -> Mapping[str, float]:
        await rows.ping()
        return {"rows": next(measured), "oldest_s": 0.5}

    standings.add("outbox", outbox)
    server = HealthServer(Readiness(), "127.0.0.1:0", standings)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        assert (await client.get("/status")).json() == {"outbox": {"rows": 1, "oldest_s": 0.5}}
        assert (await client.get("/status")).json()["outbox"]["rows"] == 2
        rows.error = KeyError(NIR_FORMS[0])
        answer = await client.get("/status")
        assert (answer.status_code, answer.json()) == (503, {"error": "KeyError"})
    await server.stop()
