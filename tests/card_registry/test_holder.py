"""What a holder does with a card: lists it, presents a child, ends it from a second device, watches who redeems it."""

import asyncio
from datetime import timedelta

import pytest

from card_protocol import beacon, certificate
from card_protocol.keys import SigningKey
from card_registry.issuing import CERTIFICATE_LIFE, KEY_LIFE
from card_registry.records import micros
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call, with_token
from tests.card_registry.calls import code, refusal
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Phone, Software
from tests.card_registry.test_card_store import told
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1.card_service_pb2_grpc import CardServiceStub

pytestmark = pytest.mark.asyncio


async def cards(phone: Phone, *, with_key: bool = False) -> list[cpb.Card]:
    reply: cpb.ListCardsResponse = await phone.call("ListCards", cpb.ListCardsRequest(), with_key=with_key)
    return list(reply.cards)


async def persons(phone: Phone) -> list[cpb.Presentable]:
    reply: cpb.ListPresentableResponse = await phone.call("ListPresentable", cpb.ListPresentableRequest())
    return list(reply.persons)


async def test_a_holder_lists_their_cards_and_the_phone_alone_gets_its_certificate(
    real_house: House,
) -> None:
    former = await real_house.phone()
    real_house.clock.advance(timedelta(days=1))
    phone = await real_house.phone(former.family)
    shown = await cards(phone)
    assert [one.card_serial for one in shown] == [phone.card.serial, former.card.serial]
    assert [one.state for one in shown] == [card_pb2.CARD_STATE_ACTIVE, card_pb2.CARD_STATE_RENEWED]
    assert (shown[0].abilities.nfc, shown[0].abilities.platform) == (True, "android")
    assert [one.device_certificate for one in shown] == [b"", b""]
    shown = await cards(phone, with_key=True)
    assert [one.device_certificate for one in shown] == [phone.card.certificate, b""]
    assert await cards(await real_house.phone()) != shown


async def test_the_holder_presents_themselves_or_a_child_and_nobody_else(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    me, leo = await persons(phone)
    assert (me.reference, me.first_name, me.subject_id) == (b"", "Élodie", phone.family.holder.place.subject_id)
    assert (len(leo.reference), leo.first_name) == (8, "Léo")
    reply = await practice.redeem(phone.shown(reference=leo.reference))
    assert (await house.resolve(reply.context.context_id))[0].subject_id == phone.family.child.place.subject_id
    assert await code(practice.redeem(phone.shown(reference=bytes(8)))) is ErrorCode.UNKNOWN_BENEFICIARY


async def test_a_child_that_left_the_card_is_no_longer_presented(house: House) -> None:
    phone, practice = await house.phone(), Software(house)
    _, leo = await persons(phone)
    phone.family.others.clear()
    assert len(await persons(phone)) == 1
    assert await code(practice.redeem(phone.shown(reference=leo.reference))) is ErrorCode.UNKNOWN_BENEFICIARY


async def test_references_of_a_child_differ_on_the_cards_of_both_parents(house: House) -> None:
    one, other = await house.phone(), await house.phone()
    other.family.others[:] = one.family.others
    assert (await persons(one))[1].reference != (await persons(other))[1].reference


async def test_a_card_is_opposed_from_a_second_device_and_its_plastic_twin_only_when_asked(real_house: House) -> None:
    phone = await real_house.phone()
    for plastic_too in (False, True, False):
        card = await phone.change(cpb.CARD_CHANGE_OPPOSE, plastic_too=plastic_too)
        assert card.state == card_pb2.CARD_STATE_OPPOSED
    changes = [event.state_changed for event in told(await real_house.shelf.outbox(), phone.card)]
    assert [(one.state, one.plastic_too) for one in changes[1:]] == [
        (card_pb2.CARD_STATE_OPPOSED, False),
        (card_pb2.CARD_STATE_OPPOSED, True),
    ]
    assert {one.reason for one in changes[1:]} == {"scheme_account"}
    for change in (cpb.CARD_CHANGE_RESUME, cpb.CARD_CHANGE_SUSPEND, cpb.CARD_CHANGE_DEACTIVATE, cpb.CARD_CHANGE_LOCK):
        assert await code(phone.change(change)) is ErrorCode.CARD_OPPOSED


async def test_an_order_by_the_phone_itself_is_told_as_the_holders(house: House) -> None:
    phone = await house.phone()
    request = cpb.ChangeCardRequest(card_serial=phone.card.serial, change=cpb.CARD_CHANGE_OPPOSE)
    await phone.call("ChangeCard", request, with_key=True)
    assert told(await house.shelf.outbox(), phone.card)[-1].state_changed.reason == "holder"


async def test_a_suspended_card_resumes_and_a_locked_one_never(house: House) -> None:
    phone = await house.phone()
    await phone.change(cpb.CARD_CHANGE_SUSPEND)
    resumed = await phone.change(cpb.CARD_CHANGE_RESUME)
    assert (resumed.state, resumed.locked) == (card_pb2.CARD_STATE_ACTIVE, False)
    locked = await phone.change(cpb.CARD_CHANGE_LOCK)
    assert (locked.state, locked.locked) == (card_pb2.CARD_STATE_SUSPENDED, True)
    assert told(await house.shelf.outbox(), phone.card)[-1].state_changed.reason == "wrong_codes"
    assert await code(phone.change(cpb.CARD_CHANGE_RESUME)) is ErrorCode.CARD_LOCKED


async def test_a_card_of_another_is_not_found(house: House) -> None:
    phone, stranger = await house.phone(), await house.phone()
    request = cpb.ChangeCardRequest(card_serial=phone.card.serial, change=cpb.CARD_CHANGE_OPPOSE)
    assert await code(stranger.call("ChangeCard", request)) is ErrorCode.NOT_FOUND
    assert await code(stranger.call("GetBeacon", cpb.GetBeaconRequest(card_serial=phone.card.serial))) is (
        ErrorCode.NOT_FOUND
    )


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (cpb.ChangeCardRequest(card_serial=b"x", change=cpb.CARD_CHANGE_OPPOSE), "card_serial"),
        (cpb.ChangeCardRequest(card_serial=bytes(16)), "change"),
        (cpb.ChangeCardRequest(card_serial=bytes(16), change=cpb.CARD_CHANGE_SUSPEND, plastic_too=True), "plastic_too"),
    ],
)
async def test_wrong_fields_of_a_change_are_named(house: House, request_: cpb.ChangeCardRequest, field: str) -> None:
    refused = await refusal((await house.phone()).call("ChangeCard", request_))
    assert (refused.code, [one.field for one in refused.violations]) == (ErrorCode.INVALID_ARGUMENT, [field])


async def test_a_beacon_is_for_the_key_of_an_active_card(real_house: House) -> None:
    phone = await real_house.phone()
    given = await phone.fetch_beacon()
    read = beacon.read(given.beacon, real_house.ring)
    assert read.is_of(phone.card.serial)
    assert (read.at, given.now_us) == (NOON, micros(NOON))
    request = cpb.GetBeaconRequest(card_serial=phone.card.serial)
    assert await code(phone.call("GetBeacon", request)) is ErrorCode.UNAUTHENTICATED
    thief = Phone(real_house, phone.family, SigningKey.generate(), phone.card)
    assert await code(thief.fetch_beacon()) is ErrorCode.UNAUTHENTICATED
    await phone.change(cpb.CARD_CHANGE_SUSPEND)
    assert await code(phone.fetch_beacon()) is ErrorCode.CARD_SUSPENDED


async def test_a_certificate_is_renewed_in_its_last_month_until_the_key_is_a_year_old(real_house: House) -> None:
    phone = await real_house.phone()
    made, ends = phone.card.made_at, phone.card.made_at + CERTIFICATE_LIFE
    last = ends
    for day in range(1, 400):
        real_house.clock.instant = made + timedelta(days=day)
        renewed = (await phone.fetch_beacon()).device_certificate
        if renewed:
            read = certificate.read(renewed, real_house.ring)
            assert last - real_house.clock.now() <= timedelta(days=30)
            assert read.serial == phone.card.serial
            assert read.expires_at > last
            last = read.expires_at
            assert (await cards(phone, with_key=True))[0].device_certificate == renewed
    assert last == made + KEY_LIFE


async def test_the_holder_sees_who_redeemed_newest_first(house: House) -> None:
    phone = await house.phone()
    _, leo = await persons(phone)
    await Software(house).redeem(phone.shown())
    house.clock.advance(timedelta(minutes=1))
    reply = await Software(house, name="Pharmacie du Parc").redeem(phone.shown(reference=leo.reference))
    listed: cpb.ListPresentationsResponse = await phone.call("ListPresentations", cpb.ListPresentationsRequest())
    assert [(one.practice_name, one.presented, one.live) for one in listed.presentations] == [
        ("Pharmacie du Parc", "Léo", True),
        ("Cabinet du Port", "Élodie", True),
    ]
    assert listed.presentations[0].context_id == reply.context.context_id
    assert listed.presentations[0].redeemed_at_us == micros(house.clock.now())
    one = await phone.call("ListPresentations", cpb.ListPresentationsRequest(page_size=1))
    assert len(one.presentations) == 1
    assert await code(phone.call("ListPresentations", cpb.ListPresentationsRequest(page_size=101))) is (
        ErrorCode.INVALID_ARGUMENT
    )


async def test_the_holder_watches_redemptions_while_they_happen_and_each_once(real_house: House) -> None:
    phone, other, practice = await real_house.phone(), await real_house.phone(), Software(real_house)
    await practice.redeem(phone.shown())
    real_house.clock.advance(timedelta(seconds=40))
    looking = asyncio.create_task(real_house.watching.run())
    stream = CardServiceStub(real_house.cards).WatchPresentations(
        cpb.WatchPresentationsRequest(), metadata=with_token(phone.token())
    )
    seen: asyncio.Queue[bytes] = asyncio.Queue()

    async def watch() -> None:
        async for reply in stream:
            seen.put_nowait(reply.presentation.context_id)

    watching = asyncio.create_task(watch())
    await stream.initial_metadata()
    await practice.redeem(other.shown())
    for _ in range(3):
        expected = (await practice.redeem(phone.shown())).context.context_id
        assert await asyncio.wait_for(seen.get(), 10) == expected
    await real_house.watching.look()
    assert seen.empty()
    stream.cancel()
    looking.cancel()
    await asyncio.gather(watching, looking, return_exceptions=True)
    async with asyncio.timeout(10):
        while real_house.watching._watchers:  # noqa: ASYNC110 - the server learns of the end a moment later
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("role", ["practice", "scheme", "insurer", "service", "operator"])
async def test_only_an_insured_person_has_cards(house: House, role: str) -> None:
    token = house.guard.signer.sign("x", role, attributes={"subject_id": bytes(16).hex()})  # type: ignore[arg-type]
    stub = CardServiceStub(house.cards)
    assert await code(call(stub.ListCards, cpb.ListCardsRequest(), token=token)) is ErrorCode.PERMISSION_DENIED


@pytest.mark.parametrize("subject", ["", "zz", "00" * 15])
async def test_a_token_without_a_sound_subject_has_no_cards(house: House, subject: str) -> None:
    token = house.guard.signer.sign("x", "insured", attributes={"subject_id": subject})
    stub = CardServiceStub(house.cards)
    assert await code(call(stub.ListCards, cpb.ListCardsRequest(), token=token)) is ErrorCode.PERMISSION_DENIED


async def test_someone_without_a_card_presents_nobody(house: House) -> None:
    phone = await house.phone()
    phone.family.holder = phone.family.child
    with pytest.raises(DomainError) as refused:
        await persons(phone)
    assert refused.value.code is ErrorCode.NOT_FOUND
