"""What an estimate rests on is of one moment, whatever is committed while it is read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.migrations import migrate
from chassis.postgres import Connection, pool
from receipts.api.postgres_ledger import PostgresLedger
from receipts.ledger.rules_shelf import RulesShelf
from tests.receipts.api.ledger_writers import GENERATION, PostgresWriter
from tests.receipts.api.world import CAMILLE
from tests.receipts.ledger.log import some_rights
from vitale.receipt.v1.receipt_pb2 import SubjectYear, Use

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


class Interrupted:
    """A snapshot between whose statements somebody else commits a use."""

    def __init__(self, snapshot: Any, writer: PostgresWriter) -> None:
        self._snapshot, self._writer = snapshot, writer

    async def fetchrow(self, *asked: Any) -> Any:
        """The row, and then a commit of another connection."""
        row = await self._snapshot.fetchrow(*asked)
        use = Use(counter=1, day=20_500, amount_cents=200, audience=1)  # type: ignore[arg-type]  # the closed enum
        await self._writer.year(CAMILLE, 2026, SubjectYear(uses=[use]))
        return row

    async def fetch(self, *asked: Any) -> Any:
        """Rows."""
        return await self._snapshot.fetch(*asked)


class InterruptedLedger(PostgresLedger):
    """Reads while another connection commits."""

    writer: PostgresWriter

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        async with super()._snapshot() as snapshot:
            yield Interrupted(snapshot, self.writer)  # type: ignore[misc]  # as much of a connection as is used


async def test_a_use_committed_while_rights_are_read_is_not_in_the_same_snapshot(postgres_dsn: str) -> None:
    await migrate(postgres_dsn, "receipts")
    opened = await pool(postgres_dsn, schema="receipts", role="receipts")
    ledger = InterruptedLedger(opened, GENERATION, RulesShelf.of_this_build())
    ledger.writer = PostgresWriter(opened)
    await ledger.writer.rights(some_rights(CAMILLE), 5)
    held = await ledger.held(CAMILLE, range(2022, 2031))
    after = await PostgresLedger(opened, GENERATION, RulesShelf.of_this_build()).held(CAMILLE, range(2022, 2031))
    await opened.close()
    assert held is not None
    assert after is not None
    assert (list(held.years), list(after.years)) == ([], [2026])
