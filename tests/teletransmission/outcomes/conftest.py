"""The store of outcomes in both forms."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis.postgres import pool
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def outcomes(request: pytest.FixtureRequest) -> AsyncIterator[OutcomeStore]:
    """An empty store: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        yield MemoryOutcomeStore()
        return
    dsn = request.getfixturevalue("claims_dsn")
    connection = await asyncpg.connect(dsn)
    await connection.execute("truncate teletransmission.outcome, teletransmission.outcome_progress")
    await connection.close()
    opened = await pool(dsn, schema="teletransmission", role="teletransmission", max_size=5)
    yield PostgresOutcomeStore(opened)
    await opened.close()
