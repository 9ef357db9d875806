"""The store of enrolment in both forms, and an open enrolment on each."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from card_protocol.keys import SigningKey
from card_registry.enrolment.store import EnrolmentStore
from card_registry.enrolment.store_memory import MemoryEnrolmentStore
from card_registry.enrolment.store_postgres import PostgresEnrolmentStore
from tests.card_registry.enrolment.house import Enrolment, opened
from tests.card_registry.shelf import Shelf, memory_shelf
from tools.local.background import run_blocking

_TABLES = ("holder", "file", "assertion_used")


@pytest.fixture
def files(shelf: Shelf, request: pytest.FixtureRequest) -> EnrolmentStore:
    """An empty store beside each shelf."""
    if shelf.pool is None:
        return MemoryEnrolmentStore()
    run_blocking(_emptied(request.getfixturevalue("registry_dsn")))
    return PostgresEnrolmentStore(shelf.pool, shelf.cards)


@pytest_asyncio.fixture
async def house() -> AsyncIterator[Enrolment]:
    """An open enrolment in memory."""
    async with opened(MemoryEnrolmentStore(), memory_shelf(SigningKey.generate())) as found:
        yield found


@pytest_asyncio.fixture
async def real_house(files: EnrolmentStore, shelf: Shelf) -> AsyncIterator[Enrolment]:
    """An open enrolment on each store in turn."""
    async with opened(files, shelf) as found:
        yield found


async def _emptied(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"truncate {', '.join(f'card_registry.{table}' for table in _TABLES)}")
    await connection.close()
