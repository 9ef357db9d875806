"""The face of a card: the plastic card's data model, what a practice may see of it, and the INS DataMatrix."""

import pytest

from tests.card_registry.house import House, Software
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb

pytestmark = pytest.mark.asyncio


async def test_the_holders_face_has_the_data_model_of_the_plastic_card(house: House) -> None:
    phone = await house.phone()
    face = (await Software(house).redeem(phone.shown())).face
    assert (face.insured_number, face.regime, face.fund, face.centre) == (
        phone.family.holder.number,
        "01",
        "751",
        "2000",
    )
    assert face.management_code == "10"
    [me] = face.beneficiaries
    assert (me.birth_name, me.given_names, me.birth_date) == ("Lefèvre-d’Arc", "Élodie Noë", "1984-05-17")
    assert (me.birth_rank, me.quality, me.presented) == (1, 0, True)
    since_2020 = pb.CardPeriod(first_day="2020-01-01")
    assert list(me.amo_periods) == [since_2020]
    assert list(me.coverage_periods) == [
        pb.CardCoveragePeriod(period=since_2020, situation_code="0100", exemption_code="4", alsace_moselle=True)
    ]
    assert list(me.complementary) == [
        pb.CardComplementary(
            amc_number="75500017", member_number="M1", period=since_2020, services="S", routing_code="R"
        )
    ]


async def test_a_presented_child_is_shown_beside_the_insured_person_and_nobody_else(house: House) -> None:
    phone = await house.phone()
    listed: cpb.ListPresentableResponse = await phone.call("ListPresentable", cpb.ListPresentableRequest())
    face = (await Software(house).redeem(phone.shown(reference=listed.persons[1].reference))).face
    assert [(one.quality, one.presented, one.birth_date) for one in face.beneficiaries] == [
        (0, False, "1984-05-17"),
        (6, True, "2018-02-03"),
    ]
    assert face.insured_number == phone.family.holder.number, "the billing number is the opener's"
    assert face.ins.birth_date == "2018-02-03"


async def test_only_a_qualified_identity_has_a_matricule_and_a_symbol(house: House) -> None:
    phone = await house.phone()
    listed: cpb.ListPresentableResponse = await phone.call("ListPresentable", cpb.ListPresentableRequest())
    mine = (await Software(house).redeem(phone.shown())).face.ins
    assert (mine.matricule, mine.oid) == (phone.family.holder.number, "1.2.250.1.213.1.4.10")
    assert mine.datamatrix.startswith("IS01")
    childs = (await Software(house).redeem(phone.shown(reference=listed.persons[1].reference))).face.ins
    assert (childs.matricule, childs.oid, childs.datamatrix) == ("", "", "")
    assert childs.given_names == "Léo Noë"
