"""Presentation by NFC: a challenge for one practice, one minute, one card; fresh by construction."""

import secrets
from datetime import timedelta

import pytest

from card_protocol import context_token
from card_registry.records import moment
from chassis.errors import ErrorCode
from tests.card_registry.calls import code, refusal
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Phone, Software
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb

pytestmark = pytest.mark.asyncio


async def challenge(practice: Software) -> bytes:
    reply: pb.BeginNfcResponse = await practice.call("BeginNfc", pb.BeginNfcRequest())
    assert moment(reply.expires_at_us) == practice.house.clock.now() + timedelta(seconds=60)
    return reply.challenge


async def redeem(practice: Software, response: bytes, request_id: bytes = b"") -> pb.RedeemNfcResponse:
    request = pb.RedeemNfcRequest(response=response, request_id=request_id or secrets.token_bytes(16))
    reply: pb.RedeemNfcResponse = await practice.call("RedeemNfc", request)
    return reply


async def tapped(phone: Phone, practice: Software) -> bytes:
    return phone.tap(practice, await challenge(practice))


async def test_a_tap_gives_a_fresh_context_whose_proof_time_is_ours(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    phone.skew = timedelta(seconds=70)
    response = await tapped(phone, practice)
    reply = await redeem(practice, response)
    token = context_token.read(reply.context.token, real_house.ring, NOON)
    assert (token.method, token.freshness, token.proof_time) == ("nfc", "fresh", NOON)
    assert reply.context.freshness == card_pb2.FRESHNESS_FRESH
    assert reply.face.insured_number == phone.family.holder.number


async def test_a_tap_is_used_once_and_the_same_request_gets_it_again_even_late(real_house: House) -> None:
    phone, practice, request_id = await real_house.phone(), Software(real_house), secrets.token_bytes(16)
    response = await tapped(phone, practice)
    first = await redeem(practice, response, request_id)
    assert await code(redeem(practice, response)) is ErrorCode.ALREADY_USED
    real_house.clock.advance(timedelta(minutes=5))
    assert (await redeem(practice, response, request_id)).context.context_id == first.context.context_id
    assert await code(redeem(practice, response)) is ErrorCode.PRESENTATION_EXPIRED


async def test_a_challenge_ends_after_a_minute(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    response = await tapped(phone, practice)
    house.clock.advance(timedelta(seconds=61))
    refused = await refusal(redeem(practice, response))
    assert (refused.code, dict(refused.facts)) == (ErrorCode.PRESENTATION_EXPIRED, {"minutes": "1"})


async def test_an_answer_is_of_no_use_to_another_practice_or_another_key(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    response = await tapped(phone, practice)
    for thief in (Software(house, practice_id="RPPS:90000000015"), Software(house)):
        refused = await refusal(redeem(thief, response))
        assert (refused.code, refused.facts["why"]) == (ErrorCode.PRESENTATION_INVALID, "challenge")


async def test_a_challenge_that_we_did_not_give_is_refused(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    for given in (secrets.token_bytes(32), bytes(32)):
        refused = await refusal(redeem(practice, phone.tap(practice, given)))
        assert (refused.code, refused.facts["why"]) == (ErrorCode.PRESENTATION_INVALID, "challenge")
    for rubbish in (b"", b"\x00" * 40, secrets.token_bytes(200)):
        assert await code(redeem(practice, rubbish)) is ErrorCode.PRESENTATION_INVALID


async def test_a_phone_far_off_is_told_by_how_much(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    phone.skew = timedelta(minutes=12)
    refused = await refusal(redeem(practice, await tapped(phone, practice)))
    assert (refused.code, dict(refused.facts)) == (ErrorCode.CLOCK_WRONG, {"direction": "ahead", "minutes": "12"})


async def test_an_opposed_card_is_refused_by_nfc_too(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    response = await tapped(phone, practice)
    await phone.change(cpb.CARD_CHANGE_OPPOSE)
    assert await code(redeem(practice, response)) is ErrorCode.CARD_OPPOSED


async def test_a_child_is_presented_by_nfc(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    listed: cpb.ListPresentableResponse = await phone.call("ListPresentable", cpb.ListPresentableRequest())
    reference = listed.persons[1].reference
    reply = await redeem(practice, phone.tap(practice, await challenge(practice), reference=reference))
    assert [one.presented for one in reply.face.beneficiaries] == [False, True]
    assert (await house.resolve(reply.context.context_id))[0].subject_id == phone.family.child.place.subject_id
