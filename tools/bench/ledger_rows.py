"""What the ledger of a stack holds, counted in its own database: the truth that figures are checked against."""

import asyncio
import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import asyncpg

from tools.local.stack import Stack

_COUNTS: Final = "select kind, count(*) as n from receipts.entry where receipt_id is not null group by kind"
_OF: Final = "select receipt_id from receipts.entry where kind = 1 and subject_id = any($1::uuid[])"
_ISSUED: Final = 1


async def outcomes(stack: Stack) -> dict[int, int]:
    """Entries of receipts by kind (1 = issued)."""
    connection = await asyncpg.connect(stack.state.postgres.admin_dsn)
    try:
        return {row["kind"]: row["n"] for row in await connection.fetch(_COUNTS)}
    finally:
        await connection.close()


async def issued(stack: Stack) -> int:
    """Receipts issued so far."""
    return (await outcomes(stack)).get(_ISSUED, 0)


async def of(stack: Stack, subjects: Iterable[str], receipts: Iterable[str]) -> set[str]:
    """Which of these receipts were issued to one of these subjects; all in hex."""
    connection = await asyncpg.connect(stack.state.postgres.admin_dsn)
    try:
        rows = await connection.fetch(_OF, [UUID(one) for one in subjects])
    finally:
        await connection.close()
    return {row["receipt_id"].hex for row in rows} & set(receipts)


class Consumed:
    """How many entries the ledger has committed since this began: one sum over 24 rows, asked seldom."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", before: int) -> None:
        self._connection, self._before = connection, before
        self.now = 0

    @classmethod
    async def begin(cls, stack: Stack) -> "Consumed":
        """Count from here."""
        found = cls(await asyncpg.connect(stack.state.postgres.admin_dsn), 0)
        await found.look()
        found._before, found.now = found.now, 0
        return found

    async def look(self) -> int:
        """Ask now."""
        row = await self._connection.fetchval("select coalesce(sum(next_seq - 1), 0)::bigint from receipts.ledger")
        self.now = int(row) - self._before
        return self.now

    async def follow(self, every_s: float) -> None:
        """Ask again and again until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every_s)

    async def reach(self, target: int, *, timeout_s: float) -> float:
        """Wait until so many were committed; time.perf_counter() of that moment, or of giving up."""
        deadline = time.monotonic() + timeout_s
        while await self.look() < target and time.monotonic() < deadline:  # noqa: ASYNC110 - a row moves
            await asyncio.sleep(0.02)
        return time.perf_counter()

    async def close(self) -> None:
        """End the session."""
        await self._connection.close()
