"""What only the real store can show: one query a batch, and a database that refuses to move anybody."""

import secrets
from collections.abc import AsyncIterator
from typing import cast

import asyncpg
import pytest
import pytest_asyncio

from chassis.postgres import Pool, pool
from chassis.schema_version import check_version
from identity.model import BillingKey
from identity.postgres_store import PostgresVaultStore
from tests.identity.conftest import empty, vault_on
from tests.identity.people import child, family, number

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def opened(vault_dsn: str) -> AsyncIterator[Pool]:
    await empty(vault_dsn)
    opened = await pool(vault_dsn, schema="identity", role="identity")
    yield opened
    await opened.close()


@pytest.mark.asyncio
async def test_five_hundred_keys_cost_one_query(opened: Pool) -> None:
    await vault_on(PostgresVaultStore(opened)).register(family(1, child("ada"), child("bea", born="2018-01-01")))
    keys = [BillingKey(number(1), "2015-02-31", 1)] * 499 + [BillingKey(number(2), "2015-02-31", 1)]
    seen: list[str] = []
    async with opened.acquire() as connection:
        connection.add_query_logger(lambda record: seen.append(record.query))
        found = await vault_on(PostgresVaultStore(cast("Pool", connection))).resolve(keys)
    assert [binding is None for binding in found] == [False] * 499 + [True]
    # Giving the connection back asks the server to reset it; that is no question of the store's.
    [asked] = [query for query in seen if "RESET ALL" not in query]
    assert "from alias" in asked


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "statement",
    [
        "update home set partition = 0",
        "update subject set home_id = home_id",
        "update alias set subject_id = subject_id",
        "delete from subject",
        "delete from home",
        "delete from alias",
        "delete from first_name",
    ],
)
async def test_the_run_time_role_can_neither_move_nor_remove_anybody(opened: Pool, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await opened.execute(statement)


@pytest.mark.asyncio
async def test_a_home_is_never_a_subject_and_a_partition_is_one_of_24(opened: Pool) -> None:
    same = secrets.token_bytes(16)
    await opened.execute("insert into home values ($1, 23)", same)
    with pytest.raises(asyncpg.CheckViolationError):
        await opened.execute("insert into subject values ($1, $1, false)", same)
    with pytest.raises(asyncpg.CheckViolationError):
        await opened.execute("insert into home values ($1, 24)", secrets.token_bytes(16))


@pytest.mark.asyncio
async def test_the_process_knows_the_version_of_its_schema(opened: Pool) -> None:
    assert await check_version(opened, "identity") == "0002"
