"""The store of outcomes in both forms."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import asyncpg
import pytest
import pytest_asyncio

from chassis.postgres import pool
from teletransmission.outcomes.lists import ClaimLists
from teletransmission.outcomes.lists_memory import MemoryClaimLists
from teletransmission.outcomes.lists_postgres import PostgresClaimLists
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from teletransmission.store_postgres import PostgresClaimStore


class Shelf(NamedTuple):
    """Both stores and the lists over them."""

    claims: ClaimStore
    outcomes: OutcomeStore
    lists: ClaimLists


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def shelf(request: pytest.FixtureRequest) -> AsyncIterator[Shelf]:
    """Empty stores: the fakes, then the real ones as their run-time role."""
    if request.param == "memory":
        claims, outcomes = MemoryClaimStore(), MemoryOutcomeStore()
        yield Shelf(claims, outcomes, MemoryClaimLists(claims, outcomes))
        return
    dsn = request.getfixturevalue("claims_dsn")
    connection = await asyncpg.connect(dsn)
    tables = ("claim", "claim_version", "outbox", "outcome", "outcome_progress")
    await connection.execute(f"truncate {', '.join(f'teletransmission.{table}' for table in tables)}")
    await connection.close()
    opened = await pool(dsn, schema="teletransmission", role="teletransmission", max_size=5)
    yield Shelf(PostgresClaimStore(opened), PostgresOutcomeStore(opened), PostgresClaimLists(opened))
    await opened.close()


@pytest.fixture
def outcomes(shelf: Shelf) -> OutcomeStore:
    """The store of outcomes alone."""
    return shelf.outcomes
