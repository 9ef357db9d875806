"""Opposition by an agent of a caisse: by serial or by number, with a reason, idempotent, and by nobody else."""

import pytest

from chassis.errors import ErrorCode
from chassis.grpc_client import call
from tests.card_registry.calls import code, refusal
from tests.card_registry.house import House, Software
from tests.card_registry.peers import nir
from tests.card_registry.test_card_store import told
from vitale.card.v1 import card_pb2
from vitale.card.v1.card_service_pb2 import CARD_CHANGE_DEACTIVATE, OpposeByAgentRequest
from vitale.card.v1.card_service_pb2_grpc import CardServiceStub

pytestmark = pytest.mark.asyncio


async def oppose(house: House, token: str = "", **request: object) -> int:
    asked = OpposeByAgentRequest(**{"reason": "stolen", **request})  # type: ignore[arg-type]  # what the test states
    stub = CardServiceStub(house.cards)
    return (await call(stub.OpposeByAgent, asked, token=token or house.operator())).opposed


async def test_an_agent_opposes_by_serial_and_the_next_scan_is_refused(real_house: House) -> None:
    phone = await real_house.phone()
    qr = phone.shown()
    assert [await oppose(real_house, card_serial=phone.card.serial) for _ in range(2)] == [1, 1]
    assert await code(Software(real_house).redeem(qr)) is ErrorCode.CARD_OPPOSED
    changes = [event.state_changed for event in told(await real_house.shelf.outbox(), phone.card)]
    assert [(one.state, one.reason, one.plastic_too) for one in changes[1:]] == [
        (card_pb2.CARD_STATE_OPPOSED, "agent_stolen", False)
    ]


async def test_an_agent_opposes_by_number_whatever_the_holder_may_still_present(real_house: House) -> None:
    former = await real_house.phone()
    phone = await real_house.phone(former.family)
    number = former.family.holder.number
    assert [await oppose(real_house, number=number, reason="lost") for _ in range(2)] == [1, 1]
    states = [(await real_house.shelf.store.card(one.card.serial)) for one in (former, phone)]
    assert [one.life.state for one in states if one] == [card_pb2.CARD_STATE_RENEWED, card_pb2.CARD_STATE_OPPOSED]


async def test_a_number_without_cards_opposes_none(house: House) -> None:
    assert await oppose(house, number=nir(77)) == 0


async def test_a_serial_that_is_none_or_ended_otherwise_is_told(house: House) -> None:
    phone = await house.phone()
    assert await code(oppose(house, card_serial=bytes(16))) is ErrorCode.NOT_FOUND
    await phone.change(CARD_CHANGE_DEACTIVATE)
    assert await code(oppose(house, card_serial=phone.card.serial)) is ErrorCode.CARD_ENDED


async def test_wrong_fields_are_named_and_a_number_never_told(house: House) -> None:
    wrong_key = nir(5)[:-2] + ("01" if nir(5)[-2:] != "01" else "02")
    for request, expected, field in (
        ({"number": wrong_key}, ErrorCode.NIR_KEY_WRONG, "number"),
        ({"number": "12"}, ErrorCode.IDENTIFIER_INVALID, "number"),
        ({"card_serial": b"x"}, ErrorCode.INVALID_ARGUMENT, "card_serial"),
        ({}, ErrorCode.INVALID_ARGUMENT, "card_serial"),
        ({"card_serial": bytes(16), "reason": "bored"}, ErrorCode.INVALID_ARGUMENT, "reason"),
    ):
        refused = await refusal(oppose(house, **request))
        assert (refused.code, [one.field for one in refused.violations]) == (expected, [field])
        assert wrong_key not in repr(refused.violations)


async def test_only_an_agent_of_a_caisse_may(house: House) -> None:
    phone = await house.phone()
    for token in (house.operator("video"), phone.token(), Software(house).token(), house.guard.service_token()):
        assert await code(oppose(house, token, card_serial=phone.card.serial)) is ErrorCode.PERMISSION_DENIED
    plain = house.guard.signer.sign("agent-1", "operator")
    assert await code(oppose(house, plain, card_serial=phone.card.serial)) is ErrorCode.PERMISSION_DENIED
