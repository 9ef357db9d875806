"""Small batches kept together: each caller gets its own answer; only content that is refused fails, for its caller."""

import asyncio
import dataclasses
import secrets
from collections.abc import Mapping

import pytest
from opentelemetry import trace

from chassis.errors import DomainError, ErrorCode
from chassis.outbox import decode_headers
from chassis.postgres import Pool
from teletransmission.drafts import Draft, Kept
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.test_store import draft, kept

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

NO_TEXT = "F-\0"
"""A number that PostgreSQL takes as no text."""


def refused() -> Draft:
    sound = draft()
    return dataclasses.replace(sound, filed=dataclasses.replace(sound.filed, claim_id=NO_TEXT))


async def code_of(keeping: "asyncio.Future[Mapping[bytes, Kept]]") -> ErrorCode:
    with pytest.raises(DomainError) as caught:
        await keeping
    return caught.value.code


async def test_calls_at_the_same_moment_are_few_transactions_and_each_gets_its_own_answers(claims_pool: Pool) -> None:
    store = PostgresClaimStore(claims_pool)
    calls = [[draft() for _ in range(1 + number % 3)] for number in range(100)]
    told = await asyncio.gather(*(store.keep(call) for call in calls))
    assert told == [{sent.receipt_id: kept(sent) for sent in call} for call in calls]
    assert await claims_pool.fetchval("select count(distinct xmin::text) from claim") <= 5
    assert await claims_pool.fetchval("select count(*) from outbox") == sum(map(len, calls))


async def test_fifty_equal_calls_at_once_are_one_claim_with_one_record(claims_pool: Pool) -> None:
    store, number = PostgresClaimStore(claims_pool), secrets.token_bytes(16)
    sent = [draft(number) for _ in range(50)]
    told = await asyncio.gather(*(store.keep([one]) for one in sent))
    assert all(answer == {number: kept(sent[0])} for answer in told)
    assert await claims_pool.fetchval("select count(*) from outbox") == 1


async def test_equal_calls_at_two_processes_agree(claims_pool: Pool) -> None:
    stores = [PostgresClaimStore(claims_pool) for _ in range(2)]
    numbers = [secrets.token_bytes(16) for _ in range(30)]
    told = await asyncio.gather(*(store.keep([draft(number)]) for number in numbers for store in stores))
    assert all(one == other for one, other in zip(told[::2], told[1::2], strict=True))
    assert await claims_pool.fetchval("select count(*) from outbox") == len(numbers)


async def test_content_that_the_database_refuses_refuses_no_other_call(claims_pool: Pool) -> None:
    store = PostgresClaimStore(claims_pool)
    sound, wrong = [draft() for _ in range(20)], refused()
    calls = [*sound[:10], wrong, *sound[10:]]
    keeping = [asyncio.ensure_future(store.keep([one])) for one in calls]
    assert await code_of(keeping[10]) is ErrorCode.DATABASE_REFUSED
    told = await asyncio.gather(*(one for one in keeping if one is not keeping[10]))
    assert told == [{sent.receipt_id: kept(sent)} for sent in sound]
    assert await claims_pool.fetchval("select count(*) from claim") == len(sound)
    assert await code_of(asyncio.ensure_future(store.keep([refused()]))) is ErrorCode.DATABASE_REFUSED


async def test_a_database_that_is_away_is_away_for_every_call(claims_pool: Pool) -> None:
    store = PostgresClaimStore(claims_pool)
    await claims_pool.close()
    keeping = [asyncio.ensure_future(store.keep([draft()])) for _ in range(20)]
    assert {await code_of(one) for one in keeping} == {ErrorCode.UNAVAILABLE}


async def test_each_record_carries_the_trace_of_its_own_call(claims_pool: Pool) -> None:
    store, flags = PostgresClaimStore(claims_pool), trace.TraceFlags(trace.TraceFlags.SAMPLED)

    async def keep(number: int) -> bytes:
        context = trace.SpanContext(number, number, is_remote=True, trace_flags=flags)
        with trace.use_span(trace.NonRecordingSpan(context)):
            [receipt_id] = await store.keep([draft()])
        return receipt_id

    receipts = await asyncio.gather(*(keep(number) for number in range(1, 21)))
    rows = await claims_pool.fetch("select value_ref, headers from outbox")
    named = {row["value_ref"]: dict(decode_headers(row["headers"]))["traceparent"] for row in rows}
    assert [int(named[receipt_id].split(b"-")[1], 16) for receipt_id in receipts] == list(range(1, 21))
