"""Cancellations over a real channel: the version that cancels, its refusals, and paper claims that wait."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import DomainError, ErrorCode
from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from teletransmission.paper.store import Decision
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import OUTCOME, House, claim
from tests.teletransmission.versions.test_correct import codes, line
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = pytest.mark.asyncio


async def test_a_cancelling_version_is_as_the_one_it_cancels(house: House, memory: MemoryClaimStore) -> None:
    practice = house.practice()
    await practice.one(claim(third_party_payment=True))
    second = await practice.correct(claim(third_party_payment=True, lines=[line(2_500)]))
    house.clock.advance(timedelta(minutes=5))
    third = await practice.cancel("F-1", 2, pb.CANCEL_REASON_DUPLICATE)
    assert (third.outcome, third.version, third.receipt_id) == (OUTCOME.OUTCOME_ACCEPTED, 3, second.receipt_id)
    cancelled, expected = (Claim.FromString(open_value(memory.outbox[at].value)) for at in (2, 1))
    assert cancelled.content_hash != expected.content_hash
    expected.version, expected.cancelled, expected.accepted_at_us = 3, True, third.accepted_at_us
    expected.content_hash = cancelled.content_hash
    assert cancelled == expected
    found = await practice.get("F-1")
    assert (found.acknowledgement, found.version, found.cancelled) == (third, 3, True)


async def test_the_same_cancellation_gets_the_same_acknowledgement(house: House, memory: MemoryClaimStore) -> None:
    practice = house.practice()
    await practice.one(claim())
    done = await practice.cancel()
    house.clock.advance(timedelta(minutes=5))
    assert await practice.cancel() == done
    assert len(memory.outbox) == 2


async def test_another_version_is_stale_before_and_cancelled_after(house: House) -> None:
    practice = house.practice()
    await practice.one(claim())
    for version in (0, 2, 4_294_967_295):
        assert codes(await practice.cancel("F-1", version)) == [("cancels_version", "STALE_STATE")]
    await practice.cancel()
    for version in (0, 2, 3):
        assert codes(await practice.cancel("F-1", version)) == [("claim_id", "CLAIM_CANCELLED")]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"reason": pb.CANCEL_REASON_UNSPECIFIED}, "reason"),
        ({"reason": 99}, "reason"),
        ({"claim_id": "f 1"}, "claim_id"),
    ],
)
async def test_a_cancellation_without_a_reason_or_a_number_names_the_field(
    house: House, asked: dict[str, Any], field: str
) -> None:
    await house.practice().one(claim())
    with pytest.raises(DomainError) as refused:
        await house.practice().cancel(**asked)
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    assert [(one.field, bool(one.advice)) for one in refused.value.violations] == [(field, True)]
    assert not (await house.practice().get("F-1")).cancelled


async def test_a_number_that_was_never_accepted_is_not_found(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await house.practice().cancel("F-9")
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_paper_claim_that_waits_can_be_neither_corrected_nor_cancelled(house: House) -> None:
    practice = house.practice()
    await practice.one(claim("F-1"))
    sheet = await practice.one(claim("F-2", paper=True))
    assert sheet.outcome == OUTCOME.OUTCOME_HELD
    assert codes(await practice.cancel("F-2")) == [("claim_id", "CLAIM_HELD")]
    assert codes(await practice.correct(claim("F-2", paper=True, lines=[line(1)]))) == [("claim_id", "CLAIM_HELD")]
    assert house.papers is not None
    await house.papers.release(sheet_receipt(), Decision("operator", 7))
    assert (await practice.cancel("F-2")).version == 2


async def test_a_refused_paper_claim_says_so(house: House) -> None:
    practice = house.practice()
    await practice.one(claim("F-1"))
    await practice.one(claim("F-2", paper=True))
    assert house.papers is not None
    await house.papers.refuse(sheet_receipt(), Decision("operator", 7))
    assert codes(await practice.cancel("F-2")) == [("claim_id", "ALREADY_TELETRANSMITTED")]


async def test_paper_of_care_that_was_cancelled_is_no_longer_held(house: House) -> None:
    practice = house.practice()
    await practice.one(claim("F-1"))
    await practice.cancel("F-1")
    assert (await practice.one(claim("F-2", paper=True))).outcome == OUTCOME.OUTCOME_ACCEPTED


def sheet_receipt() -> bytes:
    return receipt_id_of("750000001", "F-2")


async def test_a_paper_claim_that_was_let_through_can_be_sent_unchanged_and_corrected(house: House) -> None:
    practice = house.practice()
    first = await practice.one(claim("F-2", paper=True))
    assert await practice.correct(claim("F-2", paper=True)) == first
    assert (await practice.correct(claim("F-2", paper=True, lines=[line(2_500)]))).version == 2
