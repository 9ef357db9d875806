"""Many terminals of a practice at once, on both stores: one version each, one acknowledgement for one content."""

import asyncio

import pytest

from chassis.errors import DomainError
from chassis.postgres import Pool
from contracts.envelope import open_value
from teletransmission.settlements.store_postgres import load_values
from teletransmission.store import ClaimStore
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.house import OUTCOME, claim, opened
from tests.teletransmission.versions.test_correct import codes, line
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = pytest.mark.asyncio


async def test_of_many_corrections_of_one_version_one_is_kept_and_the_others_are_stale(store: ClaimStore) -> None:
    async with opened(store) as house:
        practice = house.practice()
        await practice.one(claim())
        prices = range(2_000, 2_020)
        answers = await asyncio.gather(*(practice.correct(claim(lines=[line(price)])) for price in prices))
        won = [price for price, told in zip(prices, answers, strict=True) if told.outcome == OUTCOME.OUTCOME_ACCEPTED]
        lost = [told for told in answers if told.outcome != OUTCOME.OUTCOME_ACCEPTED]
        assert len(won) == 1
        assert {tuple(codes(told)) for told in lost} == {(("replaces_version", "STALE_STATE"),)}
        found = await practice.get("F-1")
        assert (found.version, found.price_cents) == (2, won[0])


async def test_fifty_times_the_same_correction_is_one_version_with_one_acknowledgement(store: ClaimStore) -> None:
    async with opened(store) as house:
        practice = house.practice()
        await practice.one(claim())
        answers = await asyncio.gather(*(practice.correct(claim(lines=[line(2_500)])) for _ in range(50)))
        assert {told.outcome for told in answers} == {OUTCOME.OUTCOME_ACCEPTED}
        assert len({told.SerializeToString() for told in answers}) == 1
        assert (await practice.get("F-1")).version == 2


async def test_corrections_and_cancellations_at_once_leave_one_line_of_versions(store: ClaimStore) -> None:
    async with opened(store) as house:
        practice = house.practice()
        await practice.one(claim())
        cancels = [practice.cancel() for _ in range(10)]
        corrects = [practice.correct(claim(lines=[line(2_500)])) for _ in range(10)]
        answers = await asyncio.gather(*cancels, *corrects)
        found = await practice.get("F-1")
        accepted = [told for told in answers if told.outcome == OUTCOME.OUTCOME_ACCEPTED]
        assert {told.SerializeToString() for told in accepted} == {found.acknowledgement.SerializeToString()}
        assert len(accepted) == 10
        assert found.version == 2


@pytest.mark.integration
async def test_versions_leave_in_their_order_each_with_its_own_value(claims_pool: Pool) -> None:
    async with opened(PostgresClaimStore(claims_pool)) as house:
        practice = house.practice()
        await practice.submit(*(claim(f"F-{number}") for number in range(5)))

        async def correct(number: int) -> None:
            for version in range(1, 6):
                await practice.correct(claim(f"F-{number}", lines=[line(100 * version)]), version)
            await practice.cancel(f"F-{number}", 6)

        await asyncio.gather(*(correct(number) for number in range(5)))
        rows = await claims_pool.fetch("select * from outbox order by id")
        async with claims_pool.acquire() as connection:
            records = await load_values(connection, rows)
    claims = [Claim.FromString(open_value(record.value)) for record in records]
    assert len(claims) == 35
    for number in range(5):
        mine = [one for one in claims if one.claim_id == f"F-{number}"]
        assert [one.version for one in mine] == [1, 2, 3, 4, 5, 6, 7]
        assert [one.lines[0].price_cents for one in mine] == [3_000, 100, 200, 300, 400, 500, 500]
        assert [one.cancelled for one in mine] == [False] * 6 + [True]


@pytest.mark.integration
async def test_a_lost_reply_is_asked_again_and_nothing_is_doubled(claims_pool: Pool) -> None:
    async with opened(PostgresClaimStore(claims_pool)) as house:
        practice = house.practice()
        await practice.one(claim())
        for cut in range(1, 12):
            asked = asyncio.create_task(practice.correct(claim(lines=[line(2_000 + cut)]), cut))
            await asyncio.sleep(0.002 * cut)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            again = await practice.correct(claim(lines=[line(2_000 + cut)]), cut)
            assert (again.outcome, again.version) == (OUTCOME.OUTCOME_ACCEPTED, cut + 1)
        count = await claims_pool.fetchval("select count(*) from claim_version")
        queued = await claims_pool.fetchval("select count(*) from outbox")
    assert (count, queued) == (11, 12)


@pytest.mark.integration
async def test_a_database_that_does_not_answer_keeps_nothing_and_says_so(claims_pool: Pool) -> None:
    async with opened(PostgresClaimStore(claims_pool)) as house:
        practice = house.practice()
        await practice.one(claim())
        async with claims_pool.acquire() as connection, connection.transaction():
            await connection.execute("lock table claim in access exclusive mode")
            with pytest.raises(DomainError) as refused:
                await practice.correct(claim(lines=[line(2_500)]))
        assert refused.value.code.value in {"UNAVAILABLE", "OVERLOADED", "DEADLINE_EXCEEDED"}
        assert (await practice.correct(claim(lines=[line(2_500)]))).version == 2
