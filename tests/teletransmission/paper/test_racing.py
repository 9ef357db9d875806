"""Paper against teletransmission at the same time, on PostgreSQL: waited for, never lost; by an index."""

import asyncio
import json

import asyncpg
import pytest

from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool
from teletransmission import records
from teletransmission.drafts import Draft
from teletransmission.paper import statements as sql
from teletransmission.paper.store import Held
from teletransmission.paper.store_postgres import PostgresPaperStore
from teletransmission.store import Kept
from teletransmission.store_postgres import PostgresClaimStore, filed_columns
from tests.teletransmission.paper.test_paper_store import of_care

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


async def test_a_teletransmission_that_has_not_committed_yet_holds_paper_back(claims_pool: Pool) -> None:
    sent, sheet = of_care(1), of_care(1, paper=True)
    async with claims_pool.acquire() as connection:
        under_way = connection.transaction()
        await under_way.start()
        await PostgresClaimStore(Single(connection)).keep([sent])  # type: ignore[arg-type]  # the one call that it needs
        typed = asyncio.create_task(PostgresPaperStore(claims_pool).keep([sheet]))
        done, _ = await asyncio.wait({typed}, timeout=0.5)
        assert not done
        await under_way.commit()
    told = (await typed)[sheet.receipt_id]
    assert isinstance(told, Held)
    assert told.twin_receipt_id == sent.receipt_id


class Single:
    """A pool of one connection, inside the transaction that the test holds open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        return list(await self._connection.fetch(statement, *values))


async def test_racing_submits_end_with_every_claim_settled_or_held_and_never_lost(claims_pool: Pool) -> None:
    store, papers = PostgresClaimStore(claims_pool), PostgresPaperStore(claims_pool)
    cares = range(200)
    sent, sheets = [of_care(care) for care in cares], [of_care(care, paper=True) for care in cares]

    async def typed(part: list[Draft]) -> list[Kept | Held]:
        told = await papers.keep(part)
        return [told[sheet.receipt_id] for sheet in part]

    slices = [slice(begin, begin + 20) for begin in range(0, 200, 20)]
    answers = await asyncio.gather(
        *(store.keep(sent[part]) for part in slices), *(typed(sheets[part]) for part in reversed(slices))
    )
    told = [each for answer in answers[10:] for each in answer]
    held = [each for each in told if isinstance(each, Held)]
    assert await claims_pool.fetchval("select count(*) from claim") == 400 - len(held)
    assert await claims_pool.fetchval("select count(*) from outbox") == 400 - len(held)
    assert await claims_pool.fetchval("select count(*) from held_paper") == len(held)
    # Once everything is committed, paper of the same care is held without exception.
    late = [of_care(care, paper=True) for care in cares]
    assert all(isinstance(each, Held) for each in await typed(late))


async def test_two_calls_with_the_same_sheet_hold_it_once(claims_pool: Pool) -> None:
    papers, sheet = PostgresPaperStore(claims_pool), of_care(3, paper=True)
    await PostgresClaimStore(claims_pool).keep([of_care(3)])
    first, *others = await asyncio.gather(*(papers.keep([sheet]) for _ in range(8)))
    assert all(other == first for other in others)
    assert await claims_pool.fetchval("select count(*) from held_paper") == 1


async def test_a_number_sent_both_ways_at_once_is_one_claim(claims_pool: Pool) -> None:
    store, papers = PostgresClaimStore(claims_pool), PostgresPaperStore(claims_pool)
    for care in range(20):
        sent = of_care(care)
        sheet = Draft(**{**{name: getattr(sent, name) for name in Draft.__slots__}, "paper": True})
        await asyncio.gather(store.keep([sent]), papers.keep([sheet]))
    assert await claims_pool.fetchval("select count(*) from claim") == 20


async def test_the_mark_is_looked_up_by_its_index(claims_pool: Pool) -> None:
    store = PostgresClaimStore(claims_pool)
    for begin in range(0, 5_000, 500):
        await store.keep([of_care(care) for care in range(begin, begin + 500)])
    sheet = of_care(4_999, paper=True)
    columns = ([sheet.receipt_id], [sheet.content_hash], [1], [sheet.home_id], [1], [sheet.message])
    more = ([encode_headers(records.headers(sheet))], [sheet.subject_id], [sheet.care], records.TOPIC)
    async with claims_pool.acquire() as connection, connection.transaction():
        plan = await connection.fetchval(f"explain (format json) {sql.KEEP}", *columns, *more, *filed_columns([sheet]))
    assert "claim_care" in json.dumps(plan)


async def test_no_personal_value_stands_in_the_table(claims_pool: Pool) -> None:
    rows = await claims_pool.fetch(
        "select column_name from information_schema.columns where table_name = 'held_paper' and table_schema = $1",
        "teletransmission",
    )
    assert {row["column_name"] for row in rows} == {
        "receipt_id",
        "content_hash",
        "held_at_us",
        "home_id",
        "partition",
        "subject_id",
        "message",
        "issuer",
        "claim_id",
        "day",
        "lot",
        "charged_cents",
        "twin_receipt_id",
        "state",
        "decided_by",
        "decided_at_us",
    }
