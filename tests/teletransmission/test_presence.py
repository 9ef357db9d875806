"""Claims by context: whose they are and how they were secured is derived; what contradicts the proof is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from card_protocol.keys import SigningKey
from chassis.errors import DomainError, ErrorCode
from contracts.envelope import open_value
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import OUTCOME, House, claim, opened
from tests.teletransmission.presented import CONTEXT, SHOWN, CardShelf
from vitale.card.v1.card_pb2 import CARD_STATE_OPPOSED, CARD_STATE_SUSPENDED, Repudiated, StateChanged
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, SECURING_DEGRADED, SECURING_SECURED, Claim
from vitale.claim.v1.claim_service_pb2 import CardContext, ClaimViolation, SubmittedClaim

pytestmark = pytest.mark.asyncio


def billed(cards: CardShelf, claim_id: str = "F-1", **changes: Any) -> SubmittedClaim:
    """A claim under the mother's presentation."""
    return claim(claim_id, key=None, **{"context": cards.context(), **changes})


async def refusals(house: House, sent: SubmittedClaim) -> list[tuple[str, str]]:
    """Fields and codes of what is wrong with a claim."""
    answer = await house.reader().one(sent)
    assert answer.outcome == OUTCOME.OUTCOME_REJECTED
    assert all(told(violation) for violation in answer.violations)
    return [(violation.field, violation.code) for violation in answer.violations]


def told(violation: ClaimViolation) -> bool:
    """Whether a refusal says what is wrong and what to do."""
    return bool(violation.reason and violation.advice)


async def test_a_claim_by_context_is_the_person_presented_and_is_secured_by_its_proof(
    house: House, memory: MemoryClaimStore
) -> None:
    house.cards.put()
    answer = await house.reader().one(billed(house.cards))
    assert answer.outcome == OUTCOME.OUTCOME_ACCEPTED
    [record] = memory.outbox
    child, queued = house.family.beneficiaries[0], Claim.FromString(open_value(record.value))
    assert (record.partition, record.key) == (child.partition, child.home_id)
    assert (queued.subject_id, queued.opener_subject_id) == (child.subject_id, house.family.opener.subject_id)
    assert (queued.securing, queued.payment_guarantee) == (SECURING_SECURED, True)
    assert (queued.context_id, queued.rights_revision) == (CONTEXT, 6)


async def test_a_deferred_presentation_is_billed_degraded_and_never_guaranteed(
    house: House, memory: MemoryClaimStore
) -> None:
    house.cards.put()
    context = house.cards.context(house.cards.token(freshness="deferred"))
    await house.reader().one(billed(house.cards, context=context))
    queued = Claim.FromString(open_value(memory.outbox[0].value))
    assert (queued.securing, queued.payment_guarantee) == (SECURING_DEGRADED, False)
    assert (await house.practice().get("F-1")).securing == SECURING_DEGRADED


async def test_a_claim_by_number_is_cardless(house: House) -> None:
    await house.practice().one(claim())
    assert (await house.practice().get("F-1")).securing == SECURING_CARDLESS


Wrong = Callable[[CardShelf], dict[str, Any]]
OTHER = bytes([9] * 16)
WRONG: dict[str, tuple[Wrong, tuple[str, str]]] = {
    "a token nobody signed": (lambda c: {"context": c.context("nothing")}, ("context.token", "CONTEXT_INVALID")),
    "a token of another registry": (
        lambda c: {"context": c.context(replace(c, registry_key=SigningKey.generate()).token())},
        ("context.token", "CONTEXT_INVALID"),
    ),
    "a proof nobody signed": (lambda c: {"context": c.context(proof="x.y.z")}, ("context.proof", "PROOF_INVALID")),
    "no proof": (lambda c: {"context": CardContext(token=c.token())}, ("context.proof", "PROOF_INVALID")),
    "a context in the place of a proof": (
        lambda c: {"context": c.context(proof=c.token())},
        ("context.proof", "PROOF_INVALID"),
    ),
    "the context of another practice": (
        lambda c: {"context": c.context(c.token(practice_id="750000002"))},
        ("context.token", "CONTEXT_MISMATCH"),
    ),
    "a context bound to another key": (
        lambda c: {"context": c.context(c.token(jkt="z" * 43))},
        ("context.token", "CONTEXT_MISMATCH"),
    ),
    "the proof of another practice": (
        lambda c: {"context": c.context(proof=c.proof(practice_id="750000002"))},
        ("context.proof", "CONTEXT_MISMATCH"),
    ),
    "the proof of another context": (
        lambda c: {"context": c.context(proof=c.proof(context_id=OTHER))},
        ("context.proof", "PROOF_MISMATCH"),
    ),
    "another revision of the rights": (lambda _: {"rights_revision": 5}, ("rights_revision", "PROOF_MISMATCH")),
    "another day of care": (lambda _: {"care_date": "2026-03-09"}, ("care_date", "PROOF_MISMATCH")),
    "a context the registry never gave": (
        lambda c: {"context": c.context(c.token(context_id=OTHER), c.proof(context_id=OTHER))},
        ("context.token", "CONTEXT_INVALID"),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_does_not_fit_its_presentation_is_refused_by_field(house: House, wrong: str) -> None:
    house.cards.put()
    changes, expected = WRONG[wrong]
    assert await refusals(house, billed(house.cards, **changes(house.cards))) == [expected]


async def test_who_bills_under_a_context_proves_a_key(house: House) -> None:
    house.cards.put()
    with pytest.raises(DomainError) as refused:
        await house.practice().one(billed(house.cards))
    assert refused.value.code is ErrorCode.BINDING_REQUIRED
    stranger = replace(house.practice(), key=SigningKey.generate())
    answer = await stranger.one(billed(house.cards))
    assert [violation.code for violation in answer.violations] == ["CONTEXT_MISMATCH"]


STATES = {
    "opposed": (StateChanged(state=CARD_STATE_OPPOSED, reason="holder"), "CARD_OPPOSED"),
    "suspended": (StateChanged(state=CARD_STATE_SUSPENDED, reason="holder"), "CARD_SUSPENDED"),
}


@pytest.mark.parametrize("state", STATES)
async def test_a_presentation_made_after_the_card_ended_cannot_be_billed(house: House, state: str) -> None:
    house.cards.put()
    changed, code = STATES[state]
    house.cards.happened(state_changed=changed)
    assert await refusals(house, billed(house.cards)) == [("context", code)]


async def test_a_presentation_made_before_the_opposition_is_billed(house: House) -> None:
    house.cards.put()
    house.cards.happened(
        at=SHOWN + timedelta(minutes=5), state_changed=StateChanged(state=CARD_STATE_OPPOSED, reason="holder")
    )
    assert (await house.reader().one(billed(house.cards))).outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_not_me_stops_the_next_claim_and_flags_the_one_billed(house: House) -> None:
    house.cards.put()
    await house.reader().one(billed(house.cards))
    assert not (await house.practice().get("F-1")).repudiated
    house.cards.happened(repudiated=Repudiated(context_id=CONTEXT))
    assert (await house.practice().get("F-1")).repudiated
    assert await refusals(house, billed(house.cards, "F-2")) == [("context", "CONTEXT_DEAD")]


async def test_a_retry_under_a_renewed_token_is_the_same_claim(house: House, memory: MemoryClaimStore) -> None:
    house.cards.put()
    first = await house.reader().one(billed(house.cards))
    renewed = house.cards.token(token_id=OTHER, issued_at=SHOWN + timedelta(minutes=30))
    again = await house.reader().one(billed(house.cards, context=house.cards.context(renewed)))
    assert (again.outcome, again.receipt_id) == (first.outcome, first.receipt_id)
    assert len(memory.outbox) == 1


@pytest.mark.parametrize(
    ("today", "codes"), [(date(2026, 3, 20), []), (date(2026, 3, 23), ["CONTEXT_EXPIRED"])], ids=["eighth day", "ninth"]
)
async def test_a_context_that_ended_bills_its_care_for_eight_working_days(
    memory: MemoryClaimStore, today: date, codes: list[str]
) -> None:
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    async with opened(memory, at=noon) as house:
        house.cards.put()
        answer = await house.reader().one(billed(house.cards))
        assert [violation.code for violation in answer.violations] == codes


@pytest.mark.parametrize(("billable", "codes"), [(True, []), (False, ["DEMO_CARD_NOT_BILLABLE"])])
async def test_a_demonstration_card_is_billed_only_where_they_are_taken(
    memory: MemoryClaimStore, billable: bool, codes: list[str]
) -> None:
    async with opened(memory, demo_billable=billable) as house:
        house.cards.put()
        context = house.cards.context(house.cards.token(demo=True), house.cards.proof(demo=True))
        answer = await house.reader().one(billed(house.cards, context=context))
        assert [violation.code for violation in answer.violations] == codes


async def test_one_call_to_the_registry_serves_a_batch_and_a_refusal_refuses_no_other(house: House) -> None:
    house.cards.put()
    sent = [billed(house.cards, f"F-{number}") for number in range(5)]
    sent.insert(2, billed(house.cards, "F-9", rights_revision=1))
    answers = await house.reader().submit(*sent, claim("F-10"))
    accepted = [answer.outcome == OUTCOME.OUTCOME_ACCEPTED for answer in answers]
    assert accepted == [True, True, False, True, True, True, True]
    assert house.cards.registry.calls == 1
