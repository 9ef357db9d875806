"""What operators read of the ledger, and the one thing they write in it: the tables of a rules version."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final, Self

from chassis.postgres import Pool, pool
from contracts.topics import PARTITIONS
from receipts.generations import live_generation
from reimbursement.rule_tables import Tables
from reimbursement_tables import dump

_POLL_S: Final = 0.1


class LedgerView:
    """The gates of every partition of one generation: rules version and halt."""

    def __init__(self, opened: Pool, *, generation: int = 1) -> None:
        """Take a pool on the schema of receipts."""
        self.pool, self.generation = opened, generation

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, *, generation: int | None = None) -> AsyncIterator[Self]:
        """Open the live (or another) generation for as long as the block lasts; DomainError UNAVAILABLE when down."""
        opened = await pool(dsn, schema="receipts", max_size=2)
        try:
            yield cls(opened, generation=generation or await live_generation(opened))
        finally:
            await opened.close()

    async def store_rules(self, tables: Tables) -> None:
        """Keep the tables of a version for as long as the ledger lives; storing them again changes nothing."""
        await self.pool.execute(
            "insert into rules (version, body) values ($1, $2) on conflict (version) do nothing",
            tables.version,
            dump(tables),
        )

    async def versions(self) -> Mapping[int, str | None]:
        """Give the active rules version of every partition; None before the first activation."""
        rows = await self.pool.fetch(
            "select partition, rules_version from ledger where generation = $1", self.generation
        )
        return dict.fromkeys(range(PARTITIONS)) | {row["partition"]: row["rules_version"] for row in rows}

    async def halts(self) -> Mapping[int, str]:
        """Give why each halted partition is halted."""
        rows = await self.pool.fetch(
            "select partition, halted from ledger where generation = $1 and halted is not null order by partition",
            self.generation,
        )
        return {row["partition"]: row["halted"] for row in rows}

    async def wait_active(self, version: str, *, timeout_s: float = 30.0) -> None:
        """Return once every partition settles under `version`; TimeoutError when the worker does not take it up."""
        async with asyncio.timeout(timeout_s):
            while True:
                if set((await self.versions()).values()) == {version}:
                    return
                await asyncio.sleep(_POLL_S)
