"""What statements of the read side read, told by PostgreSQL: a page costs the same however much somebody has."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.migrations import migrate
from chassis.postgres import Pool, pool
from receipts.api import postgres_ledger
from tests.receipts.api.ledger_writers import GENERATION, PostgresWriter
from tests.receipts.api.test_ledger_contract import MANY, TABLES
from tests.receipts.api.world import CAMILLE, receipt

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
HAS, ASKED = 240, 10
BOTH_AUDIENCES = 0b110


@pytest_asyncio.fixture
async def opened(postgres_dsn: str) -> AsyncIterator[Pool]:
    """A ledger in which one person has a lot, as the owner."""
    await migrate(postgres_dsn, "receipts")
    owner = await pool(postgres_dsn, schema="receipts")
    await owner.execute(f"truncate {TABLES}")
    writer = PostgresWriter(owner)
    for number in range(HAS):
        await writer.issue(receipt(CAMILLE, number), 5)
    await owner.execute("analyze entry")
    await owner.execute("analyze claim_head")
    yield owner
    await owner.close()


@pytest.mark.parametrize("plans", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize(
    ("statement", "bound"),
    [
        (postgres_ledger._BELOW, MANY),
        (postgres_ledger._BELOW, HAS // 2),
        (postgres_ledger._ABOVE, 0),
        (postgres_ledger._ABOVE, HAS // 2),
    ],
)
async def test_no_more_entries_are_read_than_are_asked_for(
    opened: Pool, statement: str, bound: int, plans: str
) -> None:
    async with opened.acquire() as connection:
        await connection.execute(f"set plan_cache_mode = {plans}")
        values = (GENERATION, [UUID(bytes=CAMILLE)], [BOTH_AUDIENCES], [bound], ASKED)
        told = await connection.fetchval(f"explain (analyze, format json) {statement}", *values)
        await connection.execute("reset plan_cache_mode")
    entries = [node for node in _nodes(json.loads(told)[0]["Plan"]) if node.get("Relation Name") == "entry"]
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in entries) == ASKED


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for under in plan.get("Plans", []):
        yield from _nodes(under)
