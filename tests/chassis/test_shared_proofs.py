"""Proofs of possession that several processes of one service are shown: each is good once, whichever saw it first."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest
import pytest_asyncio

from card_protocol import dpop
from card_protocol.keys import SigningKey
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call, channel
from chassis.grpc_interceptor import ProofSharing
from chassis.grpc_server import Server
from chassis.health import Readiness
from chassis.issuers import Issuer
from chassis.postgres import Pool, pool
from chassis.settings import GrpcSettings
from chassis.shared_proofs import PROOFS_DDL, SharedProofs
from chassis.tokens import TokenSigner, TokenVerifier
from tests.fakes.echo_service import ECHO, EchoService, add_echo
from tools.local.paths import SOURCES

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONCE = f"/{ECHO}/Once"
SETTINGS = GrpcSettings(environment="test", grpc_listen="127.0.0.1:0", stop_grace_s=0)


@pytest_asyncio.fixture
async def schema(postgres_dsn: str) -> AsyncIterator[Pool]:
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute("drop schema if exists shared_proofs cascade; create schema shared_proofs")
    await connection.close()
    opened = await pool(postgres_dsn, schema="shared_proofs")
    await opened.execute(PROOFS_DDL)
    yield opened
    await opened.close()


class Process:
    """One process of the service: a server of its own on the database that all share."""

    def __init__(self, signer: TokenSigner, proofs: ProofSharing) -> None:
        self.signer, self.service = signer, EchoService()
        verifier = TokenVerifier([Issuer(**signer.public())], FixedClock(NOW))
        self.server = Server(SETTINGS, token_verifier=verifier, readiness=Readiness(), proofs=proofs)
        self.server.add(self.service, add_echo, ECHO)

    async def ask(self, token: str, proof: str, said: bytes = b"key") -> bytes:
        async with channel(f"127.0.0.1:{self.server.port}") as door:
            reply: bytes = await call(door.unary_unary(ONCE), said, token=token, metadata=(("dpop", proof),))
        return reply


@pytest_asyncio.fixture(params=["before", "meanwhile"])
async def processes(request: pytest.FixtureRequest, schema: Pool, signer: TokenSigner) -> AsyncIterator[list[Process]]:
    methods = frozenset({ONCE[1:]} if request.param == "meanwhile" else ())
    found = [Process(signer, ProofSharing(SharedProofs(schema), methods)) for _ in range(2)]
    for process in found:
        await process.server.start()
    yield found
    for process in found:
        process.service.released.set()
        await process.server.stop()


def proven(signer: TokenSigner, key: SigningKey) -> tuple[str, str]:
    token = signer.sign("caller", "practice")
    return token, dpop.make(key, ONCE, token, NOW)


async def why(asking: asyncio.Task[bytes] | asyncio.Future[bytes]) -> str:
    with pytest.raises(DomainError) as error:
        await asking
    assert error.value.code is ErrorCode.UNAUTHENTICATED
    return error.value.facts["why"]


async def test_a_proof_that_one_process_took_is_refused_by_the_other(processes: list[Process]) -> None:
    first, second = processes
    key = SigningKey.generate()
    token, proof = proven(first.signer, key)
    assert await first.ask(token, proof) == key.kid.encode()
    assert await why(asyncio.ensure_future(second.ask(token, proof))) == "dpop_replayed"
    assert await why(asyncio.ensure_future(first.ask(token, proof))) == "dpop_replayed"
    assert await second.ask(token, dpop.make(key, ONCE, token, NOW)) == key.kid.encode()


async def test_of_processes_that_are_shown_a_proof_at_once_one_answers(processes: list[Process]) -> None:
    key = SigningKey.generate()
    for _ in range(20):
        token, proof = proven(processes[0].signer, key)
        answers = await asyncio.gather(*(one.ask(token, proof) for one in processes), return_exceptions=True)
        assert sorted(type(answer).__name__ for answer in answers) == ["DomainError", "bytes"]


async def test_an_error_leaves_only_for_a_proof_that_nobody_saw(processes: list[Process]) -> None:
    first, second = processes
    token, proof = proven(first.signer, SigningKey.generate())
    with pytest.raises(DomainError) as error:
        await first.ask(token, proof, b"refuse")
    assert error.value.code is ErrorCode.NIR_KEY_WRONG
    assert await why(asyncio.ensure_future(second.ask(token, proof, b"refuse"))) == "dpop_replayed"


async def test_nothing_is_answered_while_the_memory_is_away(processes: list[Process], schema: Pool) -> None:
    await schema.execute("drop table proof_seen")
    with pytest.raises(DomainError) as error:
        await processes[0].ask(*proven(processes[0].signer, SigningKey.generate()))
    assert error.value.code is ErrorCode.UNAVAILABLE


async def test_what_can_come_back_no_more_is_forgotten(schema: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SharedProofs(schema)
    assert await memory.begin("old")
    await schema.execute("update proof_seen set seen_at = now() - interval '4 minutes'")
    assert await memory.begin("young")
    assert not await memory.begin("old")
    monkeypatch.setattr("chassis.shared_proofs._SWEEP_S", 0.01)
    sweeping = asyncio.create_task(memory.sweep())
    async with asyncio.timeout(5):
        while not await memory.begin("old"):  # noqa: ASYNC110 - a delete tells nobody
            await asyncio.sleep(0.02)
    sweeping.cancel()
    assert not await memory.begin("young")


async def test_every_service_that_shares_proofs_has_the_table_as_it_is_here() -> None:
    packages = ("adri", "card_registry", "teletransmission")
    found = [path for name in packages for path in (SOURCES / name / "migrations").glob("*_proofs.sql")]
    assert [path.parts[-3] for path in found] == list(packages)
    for path in found:
        assert path.read_text(encoding="utf-8").endswith(PROOFS_DDL)
        assert "process.share_proofs(" in (SOURCES / path.parts[-3] / "wiring.py").read_text(encoding="utf-8")
