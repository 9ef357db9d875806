"""The command that a deployment runs, `python -m <service> migrate`, of every service with a schema."""

import asyncio
import signal
import sys

import asyncpg
import pytest

from chassis import postgres
from chassis.errors import DomainError, ErrorCode
from chassis.migrations import migrate
from chassis.schema_version import check_version, discover
from chassis.settings import EXIT_CONFIG
from tools.local.children import shimmed
from tools.local.environment import plain
from tools.local.launcher import told
from tools.local.paths import ROOT
from tools.local.plan import MIGRATED

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


@pytest.mark.parametrize("service", MIGRATED)
async def test_it_brings_the_schema_up_and_can_be_said_twice(service: str, postgres_dsn: str) -> None:
    for _ in range(2):
        assert await _command(service, postgres_dsn) == 0
    opened = await postgres.pool(postgres_dsn, schema=service)
    try:
        assert await check_version(opened, service) == discover(service)[-1].number
    finally:
        await opened.close()


async def test_a_newer_schema_is_refused_and_the_launcher_says_what_to_do(postgres_dsn: str) -> None:
    await migrate(postgres_dsn, "audit")
    connection = await asyncpg.connect(postgres_dsn)
    try:
        await connection.execute("UPDATE audit.schema_version SET version_num = '9999'")
    finally:
        await connection.close()
    assert await _command("audit", postgres_dsn) == EXIT_CONFIG
    with pytest.raises(DomainError, match="SCHEMA_VERSION") as refused:
        await migrate(postgres_dsn, "audit")
    said = told(refused.value)
    assert said.startswith("SCHEMA_VERSION: ")
    for words in ("schema audit", "found 9999", "deploy the build that goes with it", "make reset"):
        assert words in said

    elsewhere = told(DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres"}))
    assert "dependency postgres" in elsewhere
    assert "reset" not in elsewhere  # nobody's data is the cause


async def _command(service: str, dsn: str) -> int | None:
    prefix = f"VITALE_{service.upper()}_"
    settings = {f"{prefix}ENVIRONMENT": "test", f"{prefix}MIGRATION_DSN": dsn}
    process = await asyncio.create_subprocess_exec(
        *shimmed([sys.executable, "-m", service, "migrate"], user=None, death_signal=signal.SIGKILL),
        env=plain() | settings,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()
