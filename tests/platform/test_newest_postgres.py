"""Every service's migrations run on the newest PostgreSQL that the wheel carries."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from chassis.migrations import migrate
from chassis.schema_version import discover
from tools.local.plan import MIGRATED
from tools.local.ports import choose
from tools.local.postgres import binaries
from tools.local.postgres.server import PostgresServer, ServerPlan

pytestmark = [pytest.mark.integration, pytest.mark.may_skip, pytest.mark.asyncio]


async def test_the_migrations_of_every_service_run_on_the_newest_postgresql(platform_directory: Path) -> None:
    carried = binaries.wheel()
    if not carried:
        pytest.skip("the wheel with PostgreSQL is not installed for this machine: newest version not tried")
    folder = platform_directory / "newest"
    server = PostgresServer(ServerPlan(folder, choose({"p": 0})["p"], folder / "log", carried[0]))
    await asyncio.to_thread(server.prepare)
    server.child.start()
    try:
        await server.wait_ready()
        versions = {schema: await migrate(server.dsn(), schema) for schema in MIGRATED}
        assert versions == {schema: discover(schema)[-1].number for schema in MIGRATED}
        assert await major(server.dsn()) == carried[0].major > 15
    finally:
        server.child.stop()
        server.remove()


async def major(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return connection.get_server_version().major
    finally:
        await connection.close()
