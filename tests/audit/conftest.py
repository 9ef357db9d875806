"""Fixtures of the chain: its store in both forms."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from audit.store import ChainStore
from audit.store_memory import MemoryChainStore
from audit.store_postgres import PostgresChainStore
from chassis.migrations import migrate
from chassis.postgres import pool
from tools.local.background import run_blocking


@pytest.fixture(scope="module")
def audit_dsn(postgres_dsn: str) -> str:
    """The superuser's address of a database that holds the chain's schema."""
    run_blocking(migrate(postgres_dsn, "audit"))
    return postgres_dsn


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[ChainStore]:
    """An empty store: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        yield MemoryChainStore()
        return
    dsn = request.getfixturevalue("audit_dsn")
    connection = await asyncpg.connect(dsn)
    await connection.execute("truncate audit.entry, audit.progress")
    await connection.close()
    opened = await pool(dsn, schema="audit", role="audit", max_size=5)
    yield PostgresChainStore(opened)
    await opened.close()
