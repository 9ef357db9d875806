"""The vault as a process: migrates by its own command, starts with its run-time role, ends politely."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from chassis.clock import SystemClock
from chassis.grpc_client import channel
from chassis.tokens import TokenSigner
from tests.identity.door import Door, settings
from tests.identity.people import number
from tools.local.ports import choose
from vitale.identity.v1 import identity_service_pb2 as pb

REPOSITORY = Path(__file__).parents[2]


def environment(**variables: object) -> dict[str, str]:
    named = {f"VITALE_IDENTITY_{name}": str(value) for name, value in variables.items()}
    return os.environ | {"PYTHONPATH": str(REPOSITORY / "services")} | named


@asynccontextmanager
async def process(env: dict[str, str], *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "identity", *arguments, env=env)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def run_time_dsn(dsn: str) -> str:
    """The address of the role `identity`, given a password by the superuser as a platform does."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("alter role identity password 'vault-of-the-tests'")
    await connection.close()
    return "postgresql://identity:vault-of-the-tests@" + dsn.rpartition("@")[2]


@pytest.mark.integration
@pytest.mark.asyncio
async def test_the_process_migrates_serves_and_stops(postgres_dsn: str, tmp_path: Path) -> None:
    async with process(environment(MIGRATION_DSN=postgres_dsn), "migrate") as migration:
        assert await migration.wait() == 0
    signer = TokenSigner.generate(clock=SystemClock())
    files = settings(tmp_path, signer)
    port = choose({"identity": 0})["identity"]
    variables = {"ENVIRONMENT": "test", "GRPC_LISTEN": f"127.0.0.1:{port}", "DSN": await run_time_dsn(postgres_dsn)}
    env = environment(**variables, TOKEN_ISSUERS=files.token_issuers, KEYS=files.keys)
    async with process(env) as vault, channel(f"127.0.0.1:{port}") as to:
        await asyncio.wait_for(to.channel_ready(), 30)
        opener = pb.Person(scheme_person_id="m", nir=number(1).reveal(), birth_date="1984-05-17")
        first = await Door(to, signer).register(opener)
        assert (await Door(to, signer).register(opener)).opener == first.opener
        vault.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(vault.wait(), 30) == 0


@pytest.mark.integration
@pytest.mark.asyncio
async def test_the_process_refuses_to_start_without_its_schema(postgres_server: str, tmp_path: Path) -> None:
    files = settings(tmp_path, TokenSigner.generate(clock=SystemClock()))
    variables = {"ENVIRONMENT": "test", "GRPC_LISTEN": "127.0.0.1:0", "DSN": postgres_server}
    env = environment(**variables, TOKEN_ISSUERS=files.token_issuers, KEYS=files.keys)
    async with process(env) as vault:
        assert await asyncio.wait_for(vault.wait(), 30) == 78


@pytest.mark.asyncio
async def test_the_process_refuses_to_start_without_settings() -> None:
    bare = {name: value for name, value in environment().items() if not name.startswith("VITALE_")}
    async with process(bare) as vault:
        assert await asyncio.wait_for(vault.wait(), 30) == 78
