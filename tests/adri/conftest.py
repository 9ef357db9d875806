"""Fixtures of rights intake: its store in both forms, and an open adri on each."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from adri.store import RightsStore
from adri.store_memory import MemoryRightsStore
from adri.store_postgres import PostgresRightsStore
from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from tests.adri.house import House, opened
from tools.local.background import run_blocking

_TABLES = (
    "opener_state",
    "coverage",
    "rights",
    "counter_rights",
    "insurer_contract",
    "beneficiary",
    "guarantee_table",
    "outbox",
)


@pytest.fixture(scope="module")
def rights_dsn(postgres_dsn: str) -> str:
    """The superuser's address of a database that holds adri's schema."""
    run_blocking(migrate(postgres_dsn, "adri"))
    return postgres_dsn


@pytest_asyncio.fixture
async def rights_pool(rights_dsn: str) -> AsyncIterator[Pool]:
    """The run-time role's pool on an empty schema."""
    connection = await asyncpg.connect(rights_dsn)
    await connection.execute(f"truncate {', '.join(f'adri.{table}' for table in _TABLES)}")
    await connection.close()
    opened_pool = await pool(rights_dsn, schema="adri", role="adri", max_size=20)
    yield opened_pool
    await opened_pool.close()


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
def store(request: pytest.FixtureRequest) -> RightsStore:
    """An empty store: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        return MemoryRightsStore()
    return PostgresRightsStore(request.getfixturevalue("rights_pool"))


@pytest.fixture
def memory() -> MemoryRightsStore:
    """The store under the open adri."""
    return MemoryRightsStore()


@pytest_asyncio.fixture
async def house(memory: MemoryRightsStore) -> AsyncIterator[House]:
    """An open adri on a store in memory."""
    async with opened(memory) as found:
        yield found


@pytest_asyncio.fixture
async def real_house(store: RightsStore) -> AsyncIterator[House]:
    """An open adri on each store in turn."""
    async with opened(store) as found:
        yield found
