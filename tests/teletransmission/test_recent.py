"""What was just kept leaves from memory, everything else from the database, in the order of the outbox."""

import pytest

from chassis.postgres import Pool
from contracts.envelope import open_value
from teletransmission.recent import RecentClaims
from teletransmission.settlements.store_postgres import PostgresSettlementStore, load_values
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.settlements.test_settlement_store import draft as settlement
from tests.teletransmission.test_store import draft
from tests.teletransmission.versions.test_store import after

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


async def told(pool: Pool, recent: RecentClaims) -> list[bytes]:
    """The values of everything in the outbox."""
    async with pool.acquire() as connection:
        rows = await connection.fetch("select * from outbox order by id")
        return [open_value(one.value) for one in await recent.load(connection, rows)]


async def test_what_this_process_kept_is_not_read_back_and_what_another_kept_is(claims_pool: Pool) -> None:
    recent = RecentClaims(load_values)
    here, there = PostgresClaimStore(claims_pool, recent.kept), PostgresClaimStore(claims_pool)
    mine, theirs, last = draft(), draft(), draft()
    await here.keep([mine])
    await there.keep([theirs])
    await PostgresSettlementStore(claims_pool).keep([settlement("VIR-1")])
    await here.keep([last])
    await claims_pool.execute("update claim set message = ''")
    first, second, third, fourth = await told(claims_pool, recent)
    assert [first, second, fourth] == [mine.message, b"", last.message]
    assert third == settlement("VIR-1").message
    # A broker that did not take them is offered them again: by then they are read back.
    assert (await told(claims_pool, recent))[0] == b""


async def test_content_that_was_not_kept_is_never_published(claims_pool: Pool) -> None:
    recent = RecentClaims(load_values)
    first = draft()
    await PostgresClaimStore(claims_pool).keep([first])
    await PostgresClaimStore(claims_pool, recent.kept).keep([draft(first.receipt_id)])
    assert await told(claims_pool, recent) == [first.message]


async def test_a_later_version_is_its_own_value(claims_pool: Pool) -> None:
    recent = RecentClaims(load_values)
    store = PostgresClaimStore(claims_pool, recent.kept)
    first = draft()
    second = after(first, 2)
    await store.keep([first])
    assert await store.replace(second)
    assert await told(claims_pool, recent) == [first.message, second.message]


async def test_no_more_is_remembered_than_was_asked_for(claims_pool: Pool) -> None:
    recent = RecentClaims(load_values, most=2)
    store = PostgresClaimStore(claims_pool, recent.kept)
    sent = [draft() for _ in range(4)]
    await store.keep(sent)
    await claims_pool.execute("update claim set message = ''")
    assert await told(claims_pool, recent) == [b"", b"", sent[2].message, sent[3].message]
