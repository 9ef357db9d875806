"""Contexts after the redemption: renewed while the card is active, never past four hours, ended, repudiated."""

from datetime import timedelta

import pytest

from card_protocol import context_token
from card_registry.context import CONTEXT_LIFE, TOKEN_LIFE
from card_registry.records import moment
from chassis.errors import ErrorCode
from tests.card_registry.calls import code
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Phone, Software
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb

pytestmark = pytest.mark.asyncio


async def renewed(practice: Software, token: str) -> pb.Context:
    reply: pb.RenewContextResponse = await practice.call("RenewContext", pb.RenewContextRequest(token=token))
    return reply.context


async def scanned(house: House) -> tuple[Phone, Software, pb.Context]:
    phone, practice = await house.phone(), Software(house)
    return phone, practice, (await practice.redeem(phone.shown())).context


async def test_a_context_is_renewed_until_four_hours_after_its_start_with_its_proof_time(
    real_house: House,
) -> None:
    _, practice, context = await scanned(real_house)
    ends = []
    for _ in range(4):
        real_house.clock.advance(timedelta(minutes=55))
        context = await renewed(practice, context.token)
        ends.append(moment(context.expires_at_us) - real_house.clock.now())
        token = context_token.read(context.token, real_house.ring, real_house.clock.now())
        assert (token.proof_time, token.ends_at) == (NOON, NOON + CONTEXT_LIFE)
    assert ends == [TOKEN_LIFE] * 3 + [timedelta(minutes=20)]
    real_house.clock.advance(timedelta(minutes=20))
    assert await code(renewed(practice, context.token)) is ErrorCode.CONTEXT_EXPIRED


async def test_a_token_that_has_expired_renews_nothing(house: House) -> None:
    _, practice, context = await scanned(house)
    house.clock.advance(TOKEN_LIFE)
    assert await code(renewed(practice, context.token)) is ErrorCode.CONTEXT_EXPIRED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (cpb.CARD_CHANGE_SUSPEND, ErrorCode.CARD_SUSPENDED),
        (cpb.CARD_CHANGE_OPPOSE, ErrorCode.CARD_OPPOSED),
        (cpb.CARD_CHANGE_DEACTIVATE, ErrorCode.CARD_ENDED),
    ],
)
async def test_renewal_needs_an_active_card(
    real_house: House, change: cpb.CardChange.ValueType, expected: ErrorCode
) -> None:
    phone, practice, context = await scanned(real_house)
    await phone.change(change)
    assert await code(renewed(practice, context.token)) is expected


async def test_a_context_is_of_one_practice_and_one_key(house: House) -> None:
    _, practice, context = await scanned(house)
    for stranger in (Software(house, practice_id="RPPS:90000000015", key=practice.key), Software(house)):
        for method, request in (
            ("RenewContext", pb.RenewContextRequest(token=context.token)),
            ("EndContext", pb.EndContextRequest(token=context.token)),
        ):
            assert await code(stranger.call(method, request)) is ErrorCode.CONTEXT_MISMATCH
    assert await code(renewed(practice, context.token + "A")) is ErrorCode.CONTEXT_INVALID
    assert await code(renewed(practice, "")) is ErrorCode.CONTEXT_INVALID


async def test_an_ended_context_is_dead_and_may_be_ended_again_later(real_house: House) -> None:
    _, practice, context = await scanned(real_house)
    await practice.call("EndContext", pb.EndContextRequest(token=context.token))
    assert (await real_house.resolve(context.context_id))[0].dead
    assert await code(renewed(practice, context.token)) is ErrorCode.CONTEXT_DEAD
    real_house.clock.advance(timedelta(hours=9))
    await practice.call("EndContext", pb.EndContextRequest(token=context.token))


async def test_not_me_kills_the_context_and_only_its_holder_may_say_so(real_house: House) -> None:
    phone, practice, context = await scanned(real_house)
    stranger = await real_house.phone()
    request = cpb.RepudiateRequest(context_id=context.context_id)
    assert await code(stranger.call("Repudiate", request)) is ErrorCode.NOT_FOUND
    assert not (await real_house.resolve(context.context_id))[0].dead
    for _ in range(2):
        await phone.call("Repudiate", request)
    assert (await real_house.resolve(context.context_id))[0].dead
    assert await code(renewed(practice, context.token)) is ErrorCode.CONTEXT_DEAD
    listed: cpb.ListPresentationsResponse = await phone.call("ListPresentations", cpb.ListPresentationsRequest())
    [shown] = listed.presentations
    assert (shown.repudiated, shown.live) == (True, False)
