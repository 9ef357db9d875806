"""What GetClaim tells of an accepted claim, state by state."""

import pytest

from chassis.errors import ERRORS, DomainError, ErrorCode
from teletransmission.outcomes.outcome import NO_AMOUNTS, State, Told
from teletransmission.outcomes.progress import take
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.outcomes.telling import outcome_message, retry_reason
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import claim, opened
from tests.teletransmission.outcomes.entries import entry, issued, paid, parked, refused_by_payer, rejected, waiting
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


async def told_after(*events: LedgerEvent) -> pb.ClaimOutcome:
    """What the practice is told of F-1 once these entries came back."""
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        await house.practice().one(claim("F-1"))
        taken = take([entry(event, seq) for seq, event in enumerate(events, start=1)], {})
        await outcomes.keep(taken)
        return (await house.practice().get("F-1")).outcome


@pytest.mark.asyncio
async def test_before_anything_came_back_it_is_accepted() -> None:
    assert await told_after() == pb.ClaimOutcome(state=pb.CLAIM_STATE_ACCEPTED)


@pytest.mark.asyncio
async def test_a_settled_claim_shows_its_amounts_and_revision() -> None:
    found = await told_after(waiting("F-1"), issued("F-1"), issued("F-1", revision=2, price=4_000))
    assert found.state == pb.CLAIM_STATE_ADJUDICATED
    assert (found.revision, found.claim_version, found.price_cents) == (2, 1, 4_000)
    assert (found.amo_cents, found.amc_cents, found.patient_cents) == (2_800, 800, 400)
    assert found.at_us > 0
    assert not found.code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("event", "state", "code"),
    [
        (rejected("F-1", "RIGHTS_CLOSED"), pb.CLAIM_STATE_REJECTED, ErrorCode.RIGHTS_CLOSED),
        (parked("F-1", "NOT_ESTABLISHED"), pb.CLAIM_STATE_PARKED, ErrorCode.NOT_ESTABLISHED),
    ],
)
async def test_a_refusal_and_a_record_set_aside_come_with_code_and_advice(
    event: LedgerEvent, state: pb.ClaimState.ValueType, code: ErrorCode
) -> None:
    found, row = await told_after(event), ERRORS[code]
    assert (found.state, found.code) == (state, code.value)
    assert (found.advice_fr, found.advice_en, found.engineer_advice) == (row.counter_fr, row.counter_en, row.engineer)


@pytest.mark.asyncio
async def test_a_paid_claim_says_what_was_paid_and_keeps_its_amounts() -> None:
    found = await told_after(issued("F-1"), paid("F-1", amo=2_100, amc=600))
    assert (found.state, found.detail) == (pb.CLAIM_STATE_PAID, "amo_cents=2100 amc_cents=600")
    assert (found.revision, found.amo_cents, found.amc_cents) == (1, 2_100, 600)


@pytest.mark.asyncio
async def test_a_claim_that_a_payer_refused_stays_adjudicated_and_says_so() -> None:
    found, row = await told_after(issued("F-1"), refused_by_payer("F-1")), ERRORS[ErrorCode.REJECTED_BY_PAYER]
    assert (found.state, found.code) == (pb.CLAIM_STATE_ADJUDICATED, "REJECTED_BY_PAYER")
    assert found.advice_fr == row.counter_fr
    assert found.amo_cents == 2_100


@pytest.mark.asyncio
async def test_a_claim_that_waits_says_for_what() -> None:
    found = await told_after(waiting("F-1"))
    assert (found.state, found.detail) == (pb.CLAIM_STATE_WAITING, "rights_revision")


@pytest.mark.asyncio
async def test_another_practice_is_told_nothing() -> None:
    async with opened(MemoryClaimStore()) as house:
        await house.practice().one(claim("F-1"))
        with pytest.raises(DomainError) as refused:
            await house.practice("750000002").get("F-1")
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_code_that_the_table_does_not_know_comes_without_advice() -> None:
    message = outcome_message(Told(State.REJECTED, "SOMETHING_NEW"), NO_AMOUNTS)
    assert (message.code, message.advice_fr) == ("SOMETHING_NEW", "")


@pytest.mark.parametrize("state", list(State))
def test_only_a_refused_claim_has_to_be_sent_again(state: State) -> None:
    assert bool(retry_reason(Told(state, "NO_RIGHTS"))) == (state is State.REJECTED)


def test_the_states_are_those_of_the_contract() -> None:
    assert {f"CLAIM_STATE_{state.name}": state.value for state in State} == {
        name: number for name, number in pb.ClaimState.items() if number
    }
