"""What a practice is told of a claim that it corrected or cancelled, in GetClaim and in the list alike."""

import pytest

from chassis.errors import ERRORS, ErrorCode
from teletransmission.outcomes.progress import take
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import claim, opened
from tests.teletransmission.outcomes.entries import (
    cancelled,
    entry,
    issued,
    owing,
    paid,
    parked,
    rejected,
    waiting,
)
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

pytestmark = pytest.mark.asyncio
DAY = "2026-03-10"


async def told_after(*events: LedgerEvent, versions: int = 2, cancel: bool = False) -> pb.ClaimOutcome:
    """What is told of F-1, corrected up to a version and then perhaps cancelled, once these entries came back."""
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        practice = house.practice()
        await practice.one(claim("F-1"))
        for version in range(2, versions + 1):
            lines = [ClaimLine(line_no=1, act_code="G", price_cents=3_000 + version)]
            assert (await practice.correct(claim("F-1", lines=lines), version - 1)).version == version
        if cancel:
            await practice.cancel("F-1", versions)
        taken = take([entry(event, seq) for seq, event in enumerate(events, start=1)], {})
        await outcomes.keep(taken)
        found, page = await practice.get("F-1"), await practice.page(day=DAY)
    [listed] = page.claims
    assert listed.outcome == found.outcome
    assert listed.version == found.version
    assert [total.state for total in page.totals] == [found.outcome.state]
    assert page.to_retry == int(listed.to_retry) == int(found.outcome.state == pb.CLAIM_STATE_REJECTED)
    price = found.outcome.price_cents if found.outcome.revision else listed.charged_cents
    assert (page.whole.price_cents, page.whole.amo_cents) == (price, found.outcome.amo_cents)
    return found.outcome


async def test_a_settled_correction_shows_its_own_amounts() -> None:
    found = await told_after(issued("F-1"), issued("F-1", revision=2, price=4_000, version=2))
    assert (found.state, found.revision, found.claim_version) == (pb.CLAIM_STATE_ADJUDICATED, 2, 2)
    assert (found.price_cents, found.amo_cents) == (4_000, 2_800)


async def test_until_its_correction_comes_back_the_receipt_before_is_shown() -> None:
    found = await told_after(issued("F-1"))
    assert (found.state, found.revision, found.claim_version) == (pb.CLAIM_STATE_ADJUDICATED, 1, 1)


@pytest.mark.parametrize(
    ("event", "state", "detail"),
    [
        (rejected("F-1", "RIGHTS_CLOSED", version=2), pb.CLAIM_STATE_REJECTED, ""),
        (waiting("F-1", version=2), pb.CLAIM_STATE_WAITING, "rights_revision"),
        (waiting("F-1", version=2, needs_version=1), pb.CLAIM_STATE_WAITING, "needs_version"),
        (parked("F-1", version=2), pb.CLAIM_STATE_PARKED, "tariff.x"),
    ],
)
async def test_what_became_of_the_correction_is_told_with_the_receipt_that_stands(
    event: LedgerEvent, state: pb.ClaimState.ValueType, detail: str
) -> None:
    # What is paid of the receipt afterwards, and what is settled of it again, hides nothing of the correction.
    for then in ([], [paid("F-1")], [issued("F-1", revision=2, price=2_000)]):
        found = await told_after(issued("F-1"), event, *then)
        assert (found.state, found.detail, found.claim_version) == (state, detail, 1)
        assert found.amo_cents == (1_400 if len(then) == 1 and then[0].HasField("receipt_issued") else 2_100)


async def test_a_correction_that_was_set_aside_and_then_settled_is_adjudicated() -> None:
    found = await told_after(issued("F-1"), parked("F-1", version=2), issued("F-1", revision=2, version=2))
    assert (found.state, found.code) == (pb.CLAIM_STATE_ADJUDICATED, "")


async def test_a_refusal_that_was_corrected_is_nothing_to_send_again() -> None:
    assert (await told_after(rejected("F-1"))).state == pb.CLAIM_STATE_ACCEPTED
    again = await told_after(rejected("F-1"), rejected("F-1", "RIGHTS_CLOSED", version=2))
    assert (again.state, again.code) == (pb.CLAIM_STATE_REJECTED, "RIGHTS_CLOSED")
    over = await told_after(issued("F-1"), rejected("F-1", version=2), versions=3)
    assert (over.state, over.amo_cents, over.claim_version) == (pb.CLAIM_STATE_ACCEPTED, 2_100, 1)


async def test_a_cancelled_claim_has_no_amounts() -> None:
    found = await told_after(issued("F-1"), cancelled("F-1"), versions=1, cancel=True)
    assert (found.state, found.revision, found.claim_version) == (pb.CLAIM_STATE_CANCELLED, 2, 2)
    assert (found.price_cents, found.amo_cents, found.amc_cents, found.patient_cents) == (0, 0, 0, 0)


@pytest.mark.parametrize("events", [[], [rejected("F-1")], [waiting("F-1")], [parked("F-1")]])
async def test_a_claim_that_was_cancelled_before_it_was_settled_is_cancelled_and_charges_nothing(
    events: list[LedgerEvent],
) -> None:
    found = await told_after(*events, versions=1, cancel=True)
    assert (found.state, found.code, found.price_cents) == (pb.CLAIM_STATE_CANCELLED, "", 0)


async def test_a_cancellation_that_has_not_come_back_leaves_the_receipt_as_it_stands() -> None:
    found = await told_after(issued("F-1"), versions=1, cancel=True)
    assert (found.state, found.amo_cents) == (pb.CLAIM_STATE_ADJUDICATED, 2_100)


async def test_a_paid_claim_stays_paid_when_it_is_corrected_and_says_what_is_owed_back() -> None:
    corrected = owing(issued("F-1", revision=3, price=2_000, version=2), amo=(2_100, 1_400), amc=(500, 400))
    found = await told_after(issued("F-1"), paid("F-1"), corrected)
    assert (found.state, found.detail) == (pb.CLAIM_STATE_PAID, "owed_back_amo_cents=700 owed_back_amc_cents=100")
    assert (found.amo_cents, found.claim_version) == (1_400, 2)


async def test_a_paid_claim_that_was_cancelled_says_what_is_owed_back() -> None:
    gone = owing(cancelled("F-1", revision=3), amo=(2_100, 0))
    found = await told_after(issued("F-1"), paid("F-1"), gone, versions=1, cancel=True)
    assert (found.state, found.detail) == (pb.CLAIM_STATE_CANCELLED, "owed_back_amo_cents=2100 owed_back_amc_cents=0")


async def test_who_refused_to_pay_has_paid_nothing() -> None:
    found = await told_after(issued("F-1"), owing(issued("F-1", revision=3, version=2), amo=(0, 2_100)))
    assert (found.state, found.detail) == (pb.CLAIM_STATE_ADJUDICATED, "")


async def test_a_claim_that_came_after_the_limitation_says_what_to_do() -> None:
    found, row = await told_after(rejected("F-1", "LIMITATION_PASSED"), versions=1), ERRORS[ErrorCode.LIMITATION_PASSED]
    assert (found.advice_fr, found.engineer_advice) == (row.counter_fr, row.engineer)


async def test_to_retry_names_the_call_and_the_version() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        practice = house.practice()
        await practice.one(claim("F-1"))
        await practice.correct(claim("F-1", lines=[ClaimLine(line_no=1, act_code="G", price_cents=1)]))
        taken = take([entry(rejected("F-1"), 1), entry(rejected("F-1", version=2), 2)], {})
        await outcomes.keep(taken)
        [listed] = (await practice.page(day=DAY)).claims
    assert listed.to_retry
    assert "CorrectClaim, replaces_version 2" in listed.why
