"""Fixtures of the card registry: its stores in both forms."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import pytest
import pytest_asyncio

from card_protocol.keys import SigningKey
from card_registry.cards import Device, Holder, NewCard
from card_registry.deferred_cases import DeferredCases
from card_registry.issuing import Issuing
from card_registry.outbox import out_record
from card_registry.postgres import PostgresRegistryStore
from card_registry.postgres.cards import PostgresCards
from card_registry.postgres.deferred_cases import PostgresDeferredCases
from card_registry.records import Row
from card_registry.store import Card, RegistryStore
from card_registry.store_memory import MemoryCards, MemoryDeferredCases, MemoryRegistryStore
from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from chassis.records import OutRecord
from tests.card_registry.cards import NOON, device, holder
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


@dataclass
class Shelf:
    """A store with what makes cards on it, and what it wants to publish."""

    store: RegistryStore
    cases: DeferredCases
    cards: PostgresCards | MemoryCards
    pool: Pool | None = None

    async def activate(self, who: Holder | None = None, on: Device | None = None, *, at: datetime = NOON) -> Card:
        """A card of a holder, as the store has it."""
        made = await self._activate(who or holder(), on or device(), at)
        card = await self.store.card(made.serial)
        assert card is not None
        return card

    async def close(self, who: Holder, *, at: datetime = NOON) -> int:
        """Close the living card of a holder."""
        if isinstance(self.cards, MemoryCards):
            return await self.cards.close(None, who.subject_id, reason="death", at=at)
        assert self.pool is not None
        async with self.pool.acquire() as connection, connection.transaction():
            return await self.cards.close(connection, who.subject_id, reason="death", at=at)

    async def outbox(self) -> list[OutRecord]:
        """What is to be published, in order."""
        if isinstance(self.store, MemoryRegistryStore):
            return list(self.store.outbox)
        assert self.pool is not None
        rows = await self.pool.fetch("select topic, partition, key, headers, value_ref from outbox order by id")
        return [out_record(Row(*row)) for row in rows]

    async def _activate(self, who: Holder, on: Device, at: datetime) -> NewCard:
        if isinstance(self.cards, MemoryCards):
            return await self.cards.activate(None, who, on, at=at)
        assert self.pool is not None
        async with self.pool.acquire() as connection, connection.transaction():
            return await self.cards.activate(connection, who, on, at=at)


def memory_shelf(key: SigningKey | None = None) -> Shelf:
    """A shelf in memory."""
    store = MemoryRegistryStore()
    return Shelf(store, MemoryDeferredCases(), MemoryCards(store, Issuing(key or SigningKey.generate())))


def postgres_shelf(opened: Pool, key: SigningKey | None = None) -> Shelf:
    """A shelf in PostgreSQL."""
    cards = PostgresCards(Issuing(key or SigningKey.generate()))
    return Shelf(PostgresRegistryStore(opened), PostgresDeferredCases(opened), cards, opened)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """An empty shelf: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        return memory_shelf()
    return postgres_shelf(request.getfixturevalue("registry_pool"))
