"""A migrated ledger on the real PostgreSQL, and a processor of its own generation for each test."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from chassis import postgres
from chassis.migrations import migrate
from chassis.postgres import Pool
from contracts.envelope import open_value
from receipts.ledger.entry import Entry
from receipts.ledger.outcome import Outcome
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from tests.receipts.ledger.log import PARTITION, Log, LoggedRecord
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

_generations = itertools.count(1)


def events(entries: list[Entry]) -> list[LedgerEvent]:
    """What the entries say."""
    return [LedgerEvent.FromString(open_value(entry.payload)) for entry in entries]


@dataclass
class Ledger:
    """A processor with its log; the test's own generation, so tests share a database without meeting."""

    pool: Pool
    processor: Processor
    generation: int
    shelf: RulesShelf
    log: Log

    @property
    def version(self) -> str:
        """The rules version of this build."""
        return self.shelf.current.version

    async def apply(self, *records: LoggedRecord) -> Outcome:
        """One flush of these records, all of one partition."""
        return await self.processor.apply({PARTITION: list(records)}, {})

    async def events(self, *records: LoggedRecord) -> list[LedgerEvent]:
        """What one flush of these records made of them."""
        return events((await self.apply(*records)).entries[PARTITION])

    async def activated(self) -> "Ledger":
        """With the rules of this build in force."""
        await self.apply(self.log.activate(self.version))
        return self

    async def another_owner(self) -> Processor:
        """A second process that acquires the partition."""
        other = Processor(self.pool, generation=self.generation, shelf=self.shelf)
        await other.acquire([PARTITION])
        return other


@pytest.fixture(scope="module")
def migrated_dsn(postgres_dsn: str) -> str:
    """A database that holds the ledger's schema."""
    import asyncio  # noqa: PLC0415 - a fixture of module scope stands outside the tests' loops

    asyncio.run(migrate(postgres_dsn, "receipts"))
    return postgres_dsn


@pytest_asyncio.fixture
async def ledger(migrated_dsn: str) -> AsyncIterator[Ledger]:
    """A ledger that owns one partition and nothing is active in it yet."""
    pool = await postgres.pool(migrated_dsn, schema="receipts", min_size=1, max_size=3)
    generation, shelf = next(_generations), RulesShelf.of_this_build()
    processor = Processor(pool, generation=generation, shelf=shelf)
    await processor.acquire([PARTITION])
    yield Ledger(pool, processor, generation, shelf, Log())
    await pool.close()
