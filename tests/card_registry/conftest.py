"""Fixtures of the card registry: its stores in both forms, and an open registry on each."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from card_protocol.keys import SigningKey
from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from tests.card_registry.house import House, opened
from tests.card_registry.shelf import Shelf, memory_shelf, postgres_shelf
from tools.local.background import run_blocking

_TABLES = ("care_relation", "context", "redemption", "deferred_case", "card_state", "card", "outbox")


@pytest.fixture(scope="module")
def registry_dsn(postgres_dsn: str) -> str:
    """The superuser's address of a database that holds the registry's schema."""
    run_blocking(migrate(postgres_dsn, "card_registry"))
    return postgres_dsn


@pytest_asyncio.fixture
async def registry_pool(registry_dsn: str) -> AsyncIterator[Pool]:
    """The run-time role's pool on empty tables."""
    connection = await asyncpg.connect(registry_dsn)
    await connection.execute(f"truncate {', '.join(f'card_registry.{table}' for table in _TABLES)}")
    await connection.close()
    opened = await pool(registry_dsn, schema="card_registry", role="card_registry", max_size=20)
    yield opened
    await opened.close()


@pytest.fixture
def key() -> SigningKey:
    """The registry's signing key."""
    return SigningKey.generate()


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
def shelf(request: pytest.FixtureRequest, key: SigningKey) -> Shelf:
    """An empty shelf: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        return memory_shelf(key)
    return postgres_shelf(request.getfixturevalue("registry_pool"), key)


@pytest_asyncio.fixture
async def house(key: SigningKey) -> AsyncIterator[House]:
    """An open registry on a shelf in memory."""
    async with opened(memory_shelf(key), key=key) as found:
        yield found


@pytest_asyncio.fixture
async def real_house(shelf: Shelf, key: SigningKey) -> AsyncIterator[House]:
    """An open registry on each shelf in turn."""
    async with opened(shelf, key=key) as found:
        yield found
