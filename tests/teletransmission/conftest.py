"""Fixtures of claim intake: its store in both forms, and an open intake on the one in memory."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.house import House, opened
from tools.local.background import run_blocking


@pytest.fixture(scope="module")
def claims_dsn(postgres_dsn: str) -> str:
    """The superuser's address of a database that holds the schema of intake."""
    run_blocking(migrate(postgres_dsn, "teletransmission"))
    return postgres_dsn


async def empty(dsn: str) -> None:
    """Delete what an earlier test wrote."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "truncate teletransmission.claim, teletransmission.outbox, teletransmission.held_paper cascade"
    )
    await connection.close()


@pytest_asyncio.fixture
async def claims_pool(claims_dsn: str) -> AsyncIterator[Pool]:
    """The run-time role's pool on an empty schema."""
    await empty(claims_dsn)
    opened_pool = await pool(claims_dsn, schema="teletransmission", role="teletransmission", max_size=10)
    yield opened_pool
    await opened_pool.close()


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[ClaimStore]:
    """An empty store: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        yield MemoryClaimStore()
        return
    dsn = request.getfixturevalue("claims_dsn")
    await empty(dsn)
    opened_pool = await pool(dsn, schema="teletransmission", role="teletransmission", max_size=20)
    yield PostgresClaimStore(opened_pool)
    await opened_pool.close()


@pytest.fixture
def memory() -> MemoryClaimStore:
    """The store under the open intake."""
    return MemoryClaimStore()


@pytest_asyncio.fixture
async def house(memory: MemoryClaimStore) -> AsyncIterator[House]:
    """An open intake with a family in its vault."""
    async with opened(memory) as found:
        yield found
