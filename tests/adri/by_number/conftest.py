"""The store of looks in both forms."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from adri.by_number.store import LookStore
from adri.by_number.store_memory import MemoryLookStore
from adri.by_number.store_postgres import PostgresLookStore
from tests.adri.acquisition.conftest import in_memory
from tests.adri.acquisition.house import Place, opened

_ALWAYS, _NEVER = datetime(2100, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
def kept_looks(request: pytest.FixtureRequest) -> LookStore:
    """Each store in turn, with what tests before this one left."""
    if request.param == "memory":
        return MemoryLookStore()
    return PostgresLookStore(request.getfixturevalue("rights_pool"))


@pytest_asyncio.fixture
async def looks(kept_looks: LookStore) -> LookStore:
    """The same, empty."""
    await kept_looks.forget(_ALWAYS)
    await kept_looks.release("actor", by="test", at=_NEVER)
    return kept_looks


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Place]:
    """An open acquisition on a store in memory."""
    async with opened(in_memory()) as found:
        yield found


@pytest.fixture
def looks_in_memory() -> MemoryLookStore:
    """The one in memory."""
    return MemoryLookStore()
