"""Corrections of claims that were billed under a presented card: with the context, after its end, and without it."""

from datetime import date, timedelta

import pytest

from chassis.errors import DomainError, ErrorCode
from contracts.envelope import open_value
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import MOTHER, OUTCOME, House, claim
from tests.teletransmission.presented import CONTEXT
from tests.teletransmission.test_presence import billed
from tests.teletransmission.versions.test_correct import codes, line
from vitale.card.v1.card_pb2 import Repudiated
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, SECURING_SECURED, Claim

pytestmark = pytest.mark.asyncio


def newest(memory: MemoryClaimStore) -> Claim:
    return Claim.FromString(open_value(memory.outbox[-1].value))


async def bill(house: House) -> None:
    house.cards.put()
    assert (await house.reader().one(billed(house.cards))).outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_the_context_may_have_ended_since(house: House, memory: MemoryClaimStore) -> None:
    await bill(house)
    house.clock.advance(timedelta(days=40))
    refused = await house.reader().one(billed(house.cards, "F-2"))
    assert codes(refused) == [("context.token", "CONTEXT_EXPIRED")]
    second = await house.reader().correct(billed(house.cards, lines=[line(2_500)]))
    assert (second.outcome, second.version) == (OUTCOME.OUTCOME_ACCEPTED, 2)
    assert (newest(memory).securing, newest(memory).context_id) == (SECURING_SECURED, CONTEXT)


async def test_the_context_of_another_presentation_that_ended_is_refused(house: House) -> None:
    await bill(house)
    other = bytes([8] * 16)
    house.cards.put(other)
    house.clock.advance(timedelta(days=40))
    context = house.cards.context(house.cards.token(context_id=other), house.cards.proof(context_id=other))
    assert codes(await house.reader().correct(billed(house.cards, context=context))) == [
        ("context.token", "CONTEXT_EXPIRED")
    ]


async def test_a_correction_under_a_context_proves_its_key(house: House) -> None:
    await bill(house)
    with pytest.raises(DomainError) as refused:
        await house.practice().correct(billed(house.cards, lines=[line(2_500)]))
    assert refused.value.code is ErrorCode.BINDING_REQUIRED


async def test_when_the_patient_is_gone_the_first_presentation_still_counts(
    house: House, memory: MemoryClaimStore
) -> None:
    await bill(house)
    house.clock.advance(timedelta(days=40))
    second = await house.practice().correct(claim(key=None, lines=[line(2_500)]))
    assert second.version == 2
    after = newest(memory)
    assert (after.securing, after.payment_guarantee, after.context_id) == (SECURING_SECURED, True, CONTEXT)
    assert (after.subject_id, after.rights_revision) == (house.family.beneficiaries[0].subject_id, 6)
    assert (await house.practice().get("F-1")).securing == SECURING_SECURED


async def test_another_day_of_care_is_not_covered_by_the_presentation(house: House, memory: MemoryClaimStore) -> None:
    await bill(house)
    await house.practice().correct(claim(key=None, care_date="2026-03-09"))
    after = newest(memory)
    assert (after.securing, after.payment_guarantee, after.context_id) == (SECURING_CARDLESS, False, b"")
    await house.practice().correct(claim(key=None, lines=[line(2_500)]), 2)
    assert (newest(memory).securing, newest(memory).context_id) == (SECURING_SECURED, CONTEXT)


async def test_another_revision_of_the_rights_than_the_proof_is_refused(house: House) -> None:
    await bill(house)
    refused = await house.practice().correct(claim(key=None, rights_revision=7))
    assert codes(refused) == [("rights_revision", "PROOF_MISMATCH")]


async def test_a_disputed_presentation_is_billed_no_further_and_can_be_cancelled(house: House) -> None:
    await bill(house)
    house.cards.happened(repudiated=Repudiated(context_id=CONTEXT))
    refused = await house.practice().correct(claim(key=None, lines=[line(2_500)]))
    assert codes(refused) == [("context", "CONTEXT_DEAD")]
    assert (await house.practice().cancel()).outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_a_number_of_somebody_else_than_was_presented_is_another_beneficiary(house: House) -> None:
    await bill(house)
    assert codes(await house.practice().correct(claim(key=MOTHER))) == [("key", "BENEFICIARY_CHANGED")]


async def test_a_claim_by_number_may_be_corrected_under_a_presentation(house: House, memory: MemoryClaimStore) -> None:
    await house.practice().one(claim(key=MOTHER))
    house.cards.put(child=False)
    context = house.cards.context(proof=house.cards.proof(care_date=date(2026, 3, 10)))
    assert (await house.reader().correct(billed(house.cards, context=context))).version == 2
    assert newest(memory).securing == SECURING_SECURED
