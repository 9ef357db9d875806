"""Redemption of a QR over a real channel: who gets what, once, by whom again, and what is refused in which order."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from card_protocol import context_token
from card_protocol.keys import SigningKey
from card_registry.context import CONTEXT_LIFE, TOKEN_LIFE
from card_registry.issuing import Issuing
from card_registry.records import micros, moment
from chassis.errors import DomainError, ErrorCode
from tests.card_registry.calls import code, refusal
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Phone, Software
from tests.card_registry.peers import Family
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb

pytestmark = pytest.mark.asyncio


async def test_a_qr_gives_a_context_bound_to_the_practices_key_and_without_personal_data(
    real_house: House,
) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    reply = await practice.redeem(phone.shown())
    token = context_token.read(reply.context.token, real_house.ring, NOON)
    assert token.context_id == reply.context.context_id
    assert (token.jkt, token.x5t) == (practice.key.kid, None)
    assert (token.practice_id, token.profession, token.method) == (practice.practice_id, "gp", "qr")
    assert token.purposes == ("rights", "billing")
    assert (token.proof_time, token.issued_at) == (NOON, NOON)
    assert token.expires_at == moment(reply.context.expires_at_us) == NOON + TOKEN_LIFE
    assert token.ends_at == moment(reply.context.ends_at_us) == NOON + CONTEXT_LIFE
    assert not token.demo
    for private in (phone.family.holder.place.subject_id.hex(), phone.family.holder.number, "Élodie"):
        assert private not in repr(token)


async def test_services_learn_who_stands_behind_a_context_and_practices_do_not(house: House) -> None:
    phone = await house.phone()
    reply = await Software(house).redeem(phone.shown())
    [known, unknown] = await house.resolve(reply.context.context_id, bytes(16))
    subject_id, home_id, partition = phone.family.holder.place
    assert known == pb.ResolvedContext(
        context_id=reply.context.context_id,
        known=True,
        subject_id=subject_id,
        opener_subject_id=subject_id,
        home_id=home_id,
        partition=partition,
        card_serial=phone.card.serial,
        card_state=card_pb2.CARD_STATE_ACTIVE,
    )
    assert unknown == pb.ResolvedContext(context_id=bytes(16))
    request = pb.ResolveContextsRequest(context_ids=[reply.context.context_id])
    assert await code(Software(house).call("ResolveContexts", request)) is ErrorCode.PERMISSION_DENIED


async def test_two_practices_cannot_tell_that_they_see_the_same_person(house: House) -> None:
    phone = await house.phone()
    replies = [
        await Software(house, practice_id=practice_id).redeem(phone.shown())
        for practice_id in ("RPPS:90000000007", "RPPS:90000000015", "RPPS:90000000007")
    ]
    subjects = [context_token.read(reply.context.token, house.ring, NOON).subject for reply in replies]
    assert subjects[0] == subjects[2] != subjects[1]
    references = [reply.face.beneficiaries[0].reference for reply in replies]
    assert references == subjects


async def test_the_same_request_gets_the_same_context_and_any_other_key_learns_nothing(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    qr, request_id = phone.shown(), secrets.token_bytes(16)
    first = await practice.redeem(qr, request_id=request_id)
    again = await practice.redeem(qr, request_id=request_id)
    assert again.context.context_id == first.context.context_id
    assert again.face == first.face
    other = Software(real_house, practice_id="RPPS:90000000015")
    refused = [
        await refusal(other.redeem(qr, request_id=request_id)),
        await refusal(practice.redeem(qr)),
        await refusal(Software(real_house).redeem(qr, request_id=request_id)),
    ]
    assert {one.code for one in refused} == {ErrorCode.ALREADY_USED}
    assert {tuple(one.facts) for one in refused} == {()}


async def test_a_lost_reply_is_given_again_when_the_qr_has_expired_meanwhile(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    qr, request_id = phone.shown(), secrets.token_bytes(16)
    first = await practice.redeem(qr, request_id=request_id)
    real_house.clock.advance(timedelta(minutes=20))
    again = await practice.redeem(qr, request_id=request_id)
    assert again.context.context_id == first.context.context_id
    assert context_token.read(again.context.token, real_house.ring, None).proof_time == NOON
    assert moment(again.context.ends_at_us) == NOON + CONTEXT_LIFE
    assert await code(practice.redeem(qr)) is ErrorCode.PRESENTATION_EXPIRED
    assert await code(Software(real_house).redeem(qr, request_id=request_id)) is ErrorCode.PRESENTATION_EXPIRED


async def test_a_repeated_request_gets_no_context_that_has_died(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    qr, request_id = phone.shown(), secrets.token_bytes(16)
    first = await practice.redeem(qr, request_id=request_id)
    await practice.call("EndContext", pb.EndContextRequest(token=first.context.token))
    assert await code(practice.redeem(qr, request_id=request_id)) is ErrorCode.CONTEXT_DEAD
    qr = phone.shown()
    await practice.redeem(qr, request_id=request_id)
    await phone.change(cpb.CARD_CHANGE_OPPOSE)
    assert await code(practice.redeem(qr, request_id=request_id)) is ErrorCode.CARD_OPPOSED


async def test_adri_being_away_loses_no_context(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    qr, request_id = phone.shown(), secrets.token_bytes(16)
    house.peers.adri.down = True
    assert await code(practice.redeem(qr, request_id=request_id)) is ErrorCode.UNAVAILABLE
    house.peers.adri.down = False
    reply = await practice.redeem(qr, request_id=request_id)
    assert (await house.resolve(reply.context.context_id))[0].known


@pytest.mark.parametrize(("skew_s", "minutes"), [(31, 1), (90, 2), (600, 10)])
async def test_a_phone_ahead_of_time_is_told_by_how_many_minutes(house: House, skew_s: int, minutes: int) -> None:
    phone, practice = await house.phone(), Software(house)
    phone.skew = timedelta(seconds=30)
    assert (await practice.redeem(phone.shown())).context.token
    phone.skew = timedelta(seconds=skew_s)
    refused = await refusal(practice.redeem(phone.shown()))
    assert refused.code is ErrorCode.CLOCK_WRONG
    assert refused.facts == {"direction": "ahead", "minutes": str(minutes)}


async def test_a_phone_behind_is_told_so_when_the_registrys_own_word_proves_it(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    phone.skew = -timedelta(minutes=7)
    refused = await refusal(practice.redeem(phone.shown()))
    assert refused.code is ErrorCode.CLOCK_WRONG, "it signed before its certificate was made"
    house.clock.advance(timedelta(minutes=20))
    await phone.fetch_beacon()
    phone.skew = -timedelta(minutes=7)
    refused = await refusal(practice.redeem(phone.shown()))
    assert (refused.code, dict(refused.facts)) == (ErrorCode.CLOCK_WRONG, {"direction": "behind", "minutes": "7"})
    phone.beacon = None
    refused = await refusal(practice.redeem(phone.shown()))
    assert (refused.code, dict(refused.facts)) == (ErrorCode.PRESENTATION_EXPIRED, {"minutes": "6"})


@pytest.mark.parametrize(("seconds", "accepted"), [(60, True), (90, True), (91, False)])
async def test_a_qr_is_good_for_a_minute_and_half_a_minute_of_skew(house: House, seconds: int, accepted: bool) -> None:
    phone, practice = await house.phone(), Software(house)
    qr = phone.shown()
    house.clock.advance(timedelta(seconds=seconds))
    if accepted:
        assert (await practice.redeem(qr)).context.token
    else:
        assert await code(practice.redeem(qr)) is ErrorCode.PRESENTATION_EXPIRED


async def test_a_qr_with_a_young_beacon_is_fresh_and_without_one_pre_signable(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    assert (await practice.redeem(phone.shown())).context.freshness == card_pb2.FRESHNESS_PRE_SIGNABLE
    await phone.fetch_beacon()
    assert (await practice.redeem(phone.shown())).context.freshness == card_pb2.FRESHNESS_FRESH
    house.clock.advance(timedelta(minutes=10, seconds=1))
    reply = await practice.redeem(phone.shown())
    assert reply.context.freshness == card_pb2.FRESHNESS_PRE_SIGNABLE
    assert context_token.read(reply.context.token, house.ring, house.clock.now()).freshness == "pre_signable"


async def test_a_beacon_of_another_card_makes_nothing_fresh(house: House) -> None:
    phone, other, practice = await house.phone(), await house.phone(), Software(house)
    await other.fetch_beacon()
    phone.beacon = other.beacon
    assert (await practice.redeem(phone.shown())).context.freshness == card_pb2.FRESHNESS_PRE_SIGNABLE


async def test_what_is_no_presentation_is_refused_before_anything_is_asked(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    strangers_key = Phone(house, phone.family, SigningKey.generate(), phone.card)
    good = phone.shown()
    for qr, why in {
        "": "malformed",
        "VL1:": "malformed",
        "VL1:" + "A" * 2000: "too_long",
        good[:-2]: "malformed",
        good.lower(): "malformed",
        strangers_key.shown(): "signature",
    }.items():
        refused = await refusal(practice.redeem(qr))
        assert (refused.code, refused.facts["why"]) == (ErrorCode.PRESENTATION_INVALID, why)
    assert house.peers.adri.asked == 0
    assert len(await house.shelf.outbox()) == 1, "the activation only"


async def test_a_certificate_of_another_registry_is_of_no_key_we_know(house: House) -> None:
    phone = await house.phone()
    forged = Issuing(SigningKey.generate()).new_card(phone.card.holder, phone.card.device, NOON)
    refused = await refusal(Software(house).redeem(Phone(house, phone.family, phone.key, forged).shown()))
    assert (refused.code, refused.facts["why"]) == (ErrorCode.PRESENTATION_INVALID, "unknown_key")


async def test_a_genuine_certificate_of_a_card_nobody_keeps_is_refused(house: House) -> None:
    phone = await house.phone()
    lost = Issuing(house.key).new_card(phone.card.holder, phone.card.device, NOON)
    refused = await refusal(Software(house).redeem(Phone(house, phone.family, phone.key, lost).shown()))
    assert (refused.code, refused.facts["why"]) == (ErrorCode.PRESENTATION_INVALID, "card")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (cpb.CARD_CHANGE_SUSPEND, ErrorCode.CARD_SUSPENDED),
        (cpb.CARD_CHANGE_LOCK, ErrorCode.CARD_SUSPENDED),
        (cpb.CARD_CHANGE_OPPOSE, ErrorCode.CARD_OPPOSED),
        (cpb.CARD_CHANGE_DEACTIVATE, ErrorCode.CARD_ENDED),
    ],
)
async def test_a_card_that_is_not_active_is_refused_at_the_next_scan(
    real_house: House, change: cpb.CardChange.ValueType, expected: ErrorCode
) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    shown_before = phone.shown()
    await phone.change(change)
    assert await code(practice.redeem(shown_before)) is expected
    assert await code(practice.redeem(phone.shown())) is expected


async def test_the_former_phone_of_a_holder_is_refused_once_a_new_one_is_activated(house: House) -> None:
    family = house.peers.add(Family.new())
    former, present = await house.phone(family), await house.phone(family)
    assert await code(Software(house).redeem(former.shown())) is ErrorCode.CARD_ENDED
    assert (await Software(house).redeem(present.shown())).context.token


async def test_a_demonstration_card_carries_its_letter_in_face_and_token(house: House) -> None:
    phone = await house.phone(device_class=card_pb2.DEVICE_CLASS_DEMO)
    reply = await Software(house).redeem(phone.shown())
    assert reply.face.type_letter == "D"
    assert context_token.read(reply.context.token, house.ring, NOON).demo
    renewed = await Software(house).redeem((await house.phone()).shown())
    assert renewed.face.type_letter == ""


async def test_a_call_without_a_proof_of_the_practices_key_is_refused(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    request = pb.RedeemRequest(qr=phone.shown(), request_id=bytes(16))
    assert await code(practice.call("Redeem", request, proof=())) is ErrorCode.BINDING_REQUIRED
    wrong = house.proof(practice.key, "/vitale.card.v1.PresentationService/RenewContext", practice.token())
    assert await code(practice.call("Redeem", request, proof=wrong)) is ErrorCode.UNAUTHENTICATED
    for role in ("insured", "scheme", "service", "operator", "insurer"):
        stranger = Software(house, role=role)
        assert await code(stranger.call("Redeem", request)) is ErrorCode.PERMISSION_DENIED


async def test_wrong_fields_are_named(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    for request, field in (
        (pb.RedeemRequest(qr=phone.shown(), request_id=b"short"), "request_id"),
        (pb.RedeemRequest(qr=phone.shown(), request_id=bytes(16), purposes=["marketing"]), "purposes"),
    ):
        refused = await refusal(practice.call("Redeem", request))
        assert (refused.code, [one.field for one in refused.violations]) == (ErrorCode.INVALID_ARGUMENT, [field])


async def test_purposes_are_those_asked_for(house: House) -> None:
    reply = await Software(house).redeem((await house.phone()).shown(), purposes=["rights"])
    assert context_token.read(reply.context.token, house.ring, NOON).purposes == ("rights",)


async def test_the_relay_and_those_who_watch_are_woken_after_a_redemption(house: House) -> None:
    phone = await house.phone()
    await Software(house).redeem(phone.shown())
    assert len(house.wakes) == 1


async def test_of_fifty_practices_that_scan_one_qr_at_once_one_wins(
    real_house: House,
) -> None:
    phone = await real_house.phone()
    qr, practices = phone.shown(), [Software(real_house, practice_id=f"RPPS:9000000{n:04d}") for n in range(50)]
    outcomes = await asyncio.gather(*(practice.redeem(qr) for practice in practices), return_exceptions=True)
    winners = [one for one in outcomes if isinstance(one, pb.RedeemResponse)]
    assert len(winners) == 1
    assert {one.code for one in outcomes if isinstance(one, DomainError)} == {ErrorCode.ALREADY_USED}


async def test_the_moments_of_a_reply_are_microseconds(house: House) -> None:
    reply = await Software(house).redeem((await house.phone()).shown())
    assert reply.context.expires_at_us == micros(NOON + TOKEN_LIFE)
