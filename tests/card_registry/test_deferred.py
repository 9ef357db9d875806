"""Presentations scanned without network: within 72 hours, of a card active then, second arrivals to a person."""

import secrets
from datetime import timedelta

import pytest

from card_protocol import context_token
from card_registry.records import micros
from chassis.errors import ErrorCode
from tests.card_registry.calls import code, refusal
from tests.card_registry.house import House, Software
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb

pytestmark = pytest.mark.asyncio


def deferred(house: House) -> pb.Deferred:
    """A scan made now."""
    return pb.Deferred(scanned_at_us=micros(house.clock.now()))


async def test_a_scan_of_yesterday_gives_a_context_that_says_so(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    await phone.fetch_beacon()
    qr, scan, then = phone.shown(), deferred(real_house), real_house.clock.now()
    real_house.clock.advance(timedelta(hours=30))
    reply = await practice.redeem(qr, deferred=scan)
    assert reply.context.freshness == card_pb2.FRESHNESS_DEFERRED
    token = context_token.read(reply.context.token, real_house.ring, real_house.clock.now())
    assert (token.freshness, token.proof_time) == ("deferred", then)


@pytest.mark.parametrize(("hours", "expected"), [(72, None), (72.001, ErrorCode.INVALID_ARGUMENT)])
async def test_after_72_hours_a_scan_is_too_old(house: House, hours: float, expected: ErrorCode | None) -> None:
    phone, practice = await house.phone(), Software(house)
    qr, scan = phone.shown(), deferred(house)
    house.clock.advance(timedelta(hours=hours))
    if expected is None:
        assert (await practice.redeem(qr, deferred=scan)).context.token
    else:
        refused = await refusal(practice.redeem(qr, deferred=scan))
        assert (refused.code, refused.violations[0].field) == (expected, "deferred.scanned_at_us")


async def test_a_scan_to_come_or_at_another_time_than_the_qr_is_refused(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    qr = phone.shown()
    later = pb.Deferred(scanned_at_us=micros(house.clock.now() + timedelta(seconds=31)))
    assert await code(practice.redeem(qr, deferred=later)) is ErrorCode.INVALID_ARGUMENT
    house.clock.advance(timedelta(hours=2))
    scan = pb.Deferred(scanned_at_us=micros(house.clock.now() - timedelta(hours=1)))
    assert await code(practice.redeem(qr, deferred=scan)) is ErrorCode.PRESENTATION_EXPIRED


async def test_a_card_opposed_after_the_scan_is_taken_and_one_opposed_before_is_not(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    before, scan = phone.shown(), deferred(real_house)
    real_house.clock.advance(timedelta(seconds=1))
    await phone.change(cpb.CARD_CHANGE_OPPOSE)
    after, late = phone.shown(), deferred(real_house)
    real_house.clock.advance(timedelta(hours=1))
    assert (await practice.redeem(before, deferred=scan)).context.token
    assert await code(practice.redeem(after, deferred=late)) is ErrorCode.CARD_OPPOSED


async def test_what_was_signed_while_suspended_is_refused_for_ever(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    await phone.change(cpb.CARD_CHANGE_SUSPEND)
    real_house.clock.advance(timedelta(minutes=1))
    qr, scan = phone.shown(), deferred(real_house)
    real_house.clock.advance(timedelta(minutes=10))
    await phone.change(cpb.CARD_CHANGE_RESUME)
    assert await code(practice.redeem(qr, deferred=scan)) is ErrorCode.CARD_SUSPENDED


async def test_a_deferred_request_sent_again_gets_its_context_though_the_card_was_opposed_since(house: House) -> None:
    phone, practice, request_id = await house.phone(), Software(house), secrets.token_bytes(16)
    qr, scan = phone.shown(), deferred(house)
    house.clock.advance(timedelta(hours=1))
    first = await practice.redeem(qr, request_id=request_id, deferred=scan)
    await phone.change(cpb.CARD_CHANGE_OPPOSE)
    again = await practice.redeem(qr, request_id=request_id, deferred=scan)
    assert again.context.context_id == first.context.context_id
    assert await house.shelf.cases.waiting() == []


async def test_an_online_request_whose_reply_was_lost_is_no_second_arrival_when_it_comes_deferred(house: House) -> None:
    phone, practice, request_id = await house.phone(), Software(house), secrets.token_bytes(16)
    qr, scan = phone.shown(), deferred(house)
    first = await practice.redeem(qr, request_id=request_id)
    house.clock.advance(timedelta(hours=1))
    again = await practice.redeem(qr, request_id=request_id, deferred=scan)
    assert again.context.context_id == first.context.context_id
    assert again.context.freshness != card_pb2.FRESHNESS_DEFERRED
    assert await house.shelf.cases.waiting() == []


@pytest.mark.parametrize("first_is_deferred", [True, False])
async def test_a_second_arrival_waits_for_a_person_once(real_house: House, first_is_deferred: bool) -> None:
    phone, one = await real_house.phone(), Software(real_house)
    other, request_id = Software(real_house, practice_id="FINESS:010000024"), secrets.token_bytes(16)
    qr, scan, then = phone.shown(), deferred(real_house), real_house.clock.now()
    first = await one.redeem(qr, deferred=scan if first_is_deferred else None)
    real_house.clock.advance(timedelta(hours=2))
    for _ in range(2):
        assert await code(other.redeem(qr, request_id=request_id, deferred=scan)) is ErrorCode.ALREADY_USED
    [case] = await real_house.shelf.cases.waiting()
    assert (case.practice_id, case.scanned_at) == ("FINESS:010000024", then)
    assert case.arrived_at == real_house.clock.now()
    assert case.first_context_id == first.context.context_id


async def test_two_practices_online_make_no_case_for_a_person(house: House) -> None:
    phone = await house.phone()
    qr = phone.shown()
    await Software(house).redeem(qr)
    assert await code(Software(house).redeem(qr)) is ErrorCode.ALREADY_USED
    assert await house.shelf.cases.waiting() == []
