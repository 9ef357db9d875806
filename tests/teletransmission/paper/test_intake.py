"""Paper claims as a practice sends them: held with a code and advice, never published unless released."""

import pytest

from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from teletransmission.paper.store import Decision
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import CHILD, OUTCOME, House, claim
from vitale.claim.v1.claim_pb2 import Claim, ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim

pytestmark = pytest.mark.asyncio
OPERATOR = Decision("operator", 7)


def published(memory: MemoryClaimStore) -> list[str]:
    return [Claim.FromString(open_value(record.value)).claim_id for record in memory.outbox]


def codes(answer: Acknowledgement) -> list[tuple[str, str]]:
    return [(violation.field, violation.code) for violation in answer.violations]


async def test_paper_of_teletransmitted_care_is_held_and_not_published(house: House, memory: MemoryClaimStore) -> None:
    gp = house.practice()
    await gp.one(claim("F-1"))
    answer = await gp.one(claim("P-1", paper=True))
    assert answer.outcome == OUTCOME.OUTCOME_HELD
    assert codes(answer) == [("claim_id", "ALREADY_TELETRANSMITTED")]
    assert answer.violations[0].advice
    assert not answer.receipt_id
    assert published(memory) == ["F-1"]
    assert await gp.one(claim("P-1", paper=True)) == answer
    assert (await gp.get("P-1")).acknowledgement == answer


@pytest.mark.parametrize("turned", [False, True])
async def test_both_in_one_batch(house: House, memory: MemoryClaimStore, turned: bool) -> None:
    batch = [claim("F-1"), claim("P-1", paper=True)]
    answers = await house.practice().submit(*(batch[::-1] if turned else batch))
    outcomes = {answer.claim_id: answer.outcome for answer in answers}
    assert outcomes == {"F-1": OUTCOME.OUTCOME_ACCEPTED, "P-1": OUTCOME.OUTCOME_HELD}
    assert published(memory) == ["F-1"]


@pytest.mark.parametrize(
    "other",
    [
        claim("P-1", paper=True, key=CHILD),
        claim("P-1", paper=True, care_date="2026-03-09"),
        claim("P-1", paper=True, lines=[ClaimLine(line_no=1, act_code="G", quantity=2, price_cents=6_000)]),
        claim("P-1", paper=True, lines=[ClaimLine(line_no=1, act_code="GS", quantity=1, price_cents=3_000)]),
        claim("P-1"),
    ],
)
async def test_other_care_or_no_paper_is_accepted(house: House, other: SubmittedClaim) -> None:
    await house.practice().one(claim("F-1"))
    assert (await house.practice().one(other)).outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_the_same_care_at_another_price_is_the_same_care(house: House) -> None:
    await house.practice().one(claim("F-1"))
    dearer = [ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_500)]
    assert (await house.practice().one(claim("P-1", paper=True, lines=dearer))).outcome == OUTCOME.OUTCOME_HELD


async def test_another_practice_is_other_care(house: House) -> None:
    await house.practice("1").one(claim("F-1"))
    assert (await house.practice("2").one(claim("P-1", paper=True))).outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_released_it_is_accepted_and_published_refused_it_is_rejected(
    house: House, memory: MemoryClaimStore
) -> None:
    gp = house.practice()
    await gp.submit(claim("F-1"), claim("P-1", paper=True), claim("P-2", paper=True))
    assert house.papers is not None
    assert await house.papers.release(receipt_id_of("750000001", "P-1"), OPERATOR)
    assert await house.papers.refuse(receipt_id_of("750000001", "P-2"), OPERATOR)
    assert published(memory) == ["F-1", "P-1"]
    assert (await gp.one(claim("P-1", paper=True))).outcome == OUTCOME.OUTCOME_ACCEPTED
    refused = await gp.one(claim("P-2", paper=True))
    assert refused.outcome == OUTCOME.OUTCOME_REJECTED
    assert codes(refused) == [("claim_id", "ALREADY_TELETRANSMITTED")]


async def test_other_content_under_the_number_of_a_held_claim_is_a_conflict(house: House) -> None:
    gp = house.practice()
    await gp.submit(claim("F-1"), claim("P-1", paper=True))
    other = await gp.one(claim("P-1", paper=True, care_date="2026-03-09"))
    assert other.outcome == OUTCOME.OUTCOME_CONFLICT


async def test_one_number_on_paper_and_teletransmitted_is_a_conflict(house: House) -> None:
    gp = house.practice()
    await gp.one(claim("F-1"))
    assert (await gp.one(claim("F-1", paper=True))).outcome == OUTCOME.OUTCOME_CONFLICT
