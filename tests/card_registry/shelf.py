"""The registry's stores with what makes cards on them, in memory and in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

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
from chassis.postgres import Pool
from chassis.records import OutRecord
from tests.card_registry.cards import NOON, device, holder


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
