"""Fixtures of acquisition: its ports in both forms, and an open adri on each."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adri.acquisition.rights_memory import MemoryAccessLog, MemoryRightsReading
from adri.acquisition.rights_postgres import PostgresAccessLog, PostgresRightsReading
from adri.store_memory import MemoryRightsStore
from adri.store_postgres import PostgresRightsStore
from tests.adri.acquisition.house import Kept, Place, opened


def in_memory() -> Kept:
    """A store in memory."""
    store = MemoryRightsStore()
    return Kept(store, MemoryRightsReading(store), MemoryAccessLog(store))


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
def kept(request: pytest.FixtureRequest) -> Kept:
    """Empty: in memory, then on the real database as its run-time role."""
    if request.param == "memory":
        return in_memory()
    pool = request.getfixturevalue("rights_pool")
    return Kept(PostgresRightsStore(pool), PostgresRightsReading(pool), PostgresAccessLog(pool))


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Place]:
    """An open acquisition on a store in memory."""
    async with opened(in_memory()) as found:
        yield found


@pytest_asyncio.fixture
async def real_place(kept: Kept) -> AsyncIterator[Place]:
    """An open acquisition on each store in turn."""
    async with opened(kept) as found:
        yield found
