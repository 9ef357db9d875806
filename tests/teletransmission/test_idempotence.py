"""One invoice number, one claim: copies get the first answer, other content a conflict, in a batch and across calls."""

import asyncio
from datetime import timedelta

import pytest

from contracts.envelope import open_value
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import CHILD, OUTCOME, House, claim, opened
from vitale.claim.v1.claim_pb2 import PATHWAY_OUT, Claim, ClaimLine, LineDetail, Stay
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim

pytestmark = pytest.mark.asyncio


async def test_a_copy_gets_the_same_acknowledgement_and_is_not_queued_again(
    house: House, memory: MemoryClaimStore
) -> None:
    first = await house.practice().one(claim())
    house.clock.advance(timedelta(minutes=5))
    assert await house.practice().one(claim()) == first
    assert len(memory.outbox) == 1


def gp(**changes: object) -> ClaimLine:
    return ClaimLine(**{"line_no": 1, "act_code": "G", "quantity": 1, "price_cents": 3_000, **changes})  # type: ignore[arg-type]


OTHER_CONTENT = [
    claim(care_date="2026-03-09"),
    claim(key=CHILD),
    claim(pathway=PATHWAY_OUT),
    claim(rights_revision=7),
    claim(third_party_payment=True),
    claim(related_to_exemption=True),
    claim(setting="other"),
    claim(lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_001)]),
    claim(lines=[ClaimLine(line_no=1, act_code="G", quantity=2, price_cents=3_000)]),
    claim(lines=[ClaimLine(line_no=1, act_code="GS", quantity=1, price_cents=3_000)]),
    claim(access="treating_doctor"),
    claim(setting="hospital_stay", stay=Stay(stay_id="S-1")),
    claim(lines=[gp(detail=LineDetail(prevention="contraception"))]),
    claim(setting="emergency", hospitalised_after=True),
]


@pytest.mark.parametrize("other", OTHER_CONTENT)
async def test_other_content_under_a_used_number_is_a_conflict_and_changes_nothing(
    house: House, memory: MemoryClaimStore, other: SubmittedClaim
) -> None:
    first = await house.practice().one(claim())
    refused = await house.practice().one(other)
    assert refused.outcome == OUTCOME.OUTCOME_CONFLICT
    assert [(v.field, v.code) for v in refused.violations] == [("claim_id", "CLAIM_CONFLICT")]
    assert refused.acknowledgement_id not in ("", first.acknowledgement_id)
    assert await house.practice().one(claim()) == first
    assert len(memory.outbox) == 1


async def test_the_same_content_of_another_performer_is_a_conflict(house: House) -> None:
    await house.practice().one(claim())
    assert (await house.practice(sector="2").one(claim())).outcome == OUTCOME.OUTCOME_CONFLICT


async def test_what_is_left_unset_and_what_it_means_are_the_same_content(house: House) -> None:
    first = await house.practice().one(claim())
    said_nothing = ClaimLine(line_no=1, act_code="G", price_cents=3_000, detail=LineDetail())
    spelt_out = claim(setting="office", lines=[said_nothing])
    assert await house.practice().one(spelt_out) == first


async def test_a_stay_that_says_what_is_meant_anyway_is_the_same_content(house: House) -> None:
    bare, spelt_out = Stay(stay_id="S-1"), Stay(stay_id="S-1", kind="full", end="home")
    first = await house.practice().one(claim(setting="hospital_stay", stay=bare))
    assert await house.practice().one(claim(setting="hospital_stay", stay=spelt_out)) == first
    other = claim(setting="hospital_stay", stay=Stay(stay_id="S-1", kind="day_case"))
    assert (await house.practice().one(other)).outcome == OUTCOME.OUTCOME_CONFLICT


async def test_numbers_of_different_practices_never_meet(house: House, memory: MemoryClaimStore) -> None:
    answers = [await house.practice(issuer).one(claim(care_date=f"2026-03-0{issuer}")) for issuer in ("1", "2")]
    assert {answer.outcome for answer in answers} == {OUTCOME.OUTCOME_ACCEPTED}
    assert len({answer.receipt_id for answer in answers}) == len(memory.outbox) == 2


async def test_copies_and_contradictions_inside_one_batch_are_told_apart(
    house: House, memory: MemoryClaimStore
) -> None:
    sent = [claim(), claim("F-2"), claim(), claim(care_date="2026-03-09"), claim(pathway=0)]
    first, other, copy, conflict, refused = await house.practice().submit(*sent)
    assert copy == first
    assert other.outcome == OUTCOME.OUTCOME_ACCEPTED
    assert conflict.outcome == OUTCOME.OUTCOME_CONFLICT
    assert refused.outcome == OUTCOME.OUTCOME_REJECTED
    assert len(memory.outbox) == 2


async def test_a_refused_claim_leaves_its_number_free(house: House) -> None:
    refused, accepted = await house.practice().submit(claim(pathway=0), claim())
    assert refused.outcome == OUTCOME.OUTCOME_REJECTED
    assert accepted.outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_calls_at_the_same_time_keep_each_claim_once_and_agree(store: ClaimStore) -> None:
    async with opened(store) as house:
        practice = house.practice()
        numbers = [f"F-{number}" for number in range(40)]
        calls = [practice.submit(*(claim(number) for number in order)) for order in (numbers, numbers[::-1]) * 5]
        answers = [answer for batch in await asyncio.gather(*calls) for answer in batch]
        assert {answer.outcome for answer in answers} == {OUTCOME.OUTCOME_ACCEPTED}
        by_number = {number: {a.SerializeToString() for a in answers if a.claim_id == number} for number in numbers}
        assert {len(distinct) for distinct in by_number.values()} == {1}


async def test_of_contradicting_calls_at_the_same_time_exactly_one_content_wins(store: ClaimStore) -> None:
    async with opened(store) as house:
        practice = house.practice()
        days = [f"2026-03-0{day}" for day in range(1, 9)]
        answers = await asyncio.gather(*(practice.one(claim(care_date=day)) for day in days))
        won = [day for day, answer in zip(days, answers, strict=True) if answer.outcome == OUTCOME.OUTCOME_ACCEPTED]
        lost = [answer for answer in answers if answer.outcome == OUTCOME.OUTCOME_CONFLICT]
        assert len(won) == 1
        assert len(lost) == len(days) - 1
        assert (await practice.get("F-1")).care_date == won[0]


async def test_the_hash_that_travels_is_that_of_the_claim_without_time_and_hash(
    house: House, memory: MemoryClaimStore
) -> None:
    await house.practice().one(claim())
    house.clock.advance(timedelta(days=1))
    await house.practice("2").one(claim("F-1"))
    first, second = (Claim.FromString(open_value(record.value)) for record in memory.outbox)
    assert first.content_hash != second.content_hash  # another performer
    second.performer.practice_id = first.performer.practice_id
    first.ClearField("content_hash")
    second.ClearField("content_hash")
    second.accepted_at_us = first.accepted_at_us
    assert first == second
