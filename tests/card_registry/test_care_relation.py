"""Care relations: opened by a presentation, for one person and one practice, shown to the holder, revocable."""

from datetime import UTC, date, datetime, timedelta

import pytest

from card_protocol import context_token
from card_registry.care_relation import end_of, latest
from card_registry.context import CONTEXT_LIFE
from card_registry.records import micros, moment
from chassis.errors import ErrorCode
from contracts.envelope import open_value
from contracts.topics import ACCESS
from tests.card_registry.calls import code, refusal
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Phone, Software
from tests.card_registry.test_card_store import told
from vitale.access.v1 import access_pb2 as access
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb


def wanted(context: pb.Context, **changes: str) -> pb.OpenCareRelationRequest:
    usual = {"token": context.token, "kind": "series", "until": "2026-06-30", "reference": "ORD-2026-1"}
    return pb.OpenCareRelationRequest(**{**usual, **changes})


async def opened(house: House, **changes: str) -> tuple[Phone, Software, bytes]:
    phone, practice = await house.phone(), Software(house)
    context = (await practice.redeem(phone.shown())).context
    reply: pb.OpenCareRelationResponse = await practice.call("OpenCareRelation", wanted(context, **changes))
    return phone, practice, reply.relation_id


async def used(practice: Software, relation_id: bytes) -> pb.Context:
    reply: pb.UseCareRelationResponse = await practice.call(
        "UseCareRelation", pb.UseCareRelationRequest(relation_id=relation_id)
    )
    return reply.context


async def listed(phone: Phone) -> list[cpb.CareRelation]:
    reply: cpb.ListCareRelationsResponse = await phone.call("ListCareRelations", cpb.ListCareRelationsRequest())
    return list(reply.relations)


@pytest.mark.asyncio
async def test_a_relation_gives_contexts_weeks_later_with_the_proof_time_of_its_presentation(real_house: House) -> None:
    phone, practice, relation_id = await opened(real_house)
    real_house.clock.advance(timedelta(weeks=6))
    context = await used(practice, relation_id)
    now = real_house.clock.now()
    token = context_token.read(context.token, real_house.ring, now)
    assert (token.method, token.relation_id, token.proof_time) == ("relation", relation_id, NOON)
    assert moment(context.ends_at_us) == now + CONTEXT_LIFE
    [known] = await real_house.resolve(context.context_id)
    assert (known.relation_id, known.subject_id) == (relation_id, phone.family.holder.place.subject_id)


@pytest.mark.asyncio
async def test_opening_and_each_use_are_accesses_that_the_person_sees(real_house: House) -> None:
    phone, practice, relation_id = await opened(real_house)
    await used(practice, relation_id)
    records = [record for record in await real_house.shelf.outbox() if record.topic == ACCESS.name]
    seen = [access.AccessEvent.FromString(open_value(record.value)) for record in records]
    assert [(one.action, one.basis) for one in seen] == [
        ("presentation", access.ACCESS_BASIS_PRESENTATION),
        ("care_relation", access.ACCESS_BASIS_PRESENTATION),
        ("care_relation", access.ACCESS_BASIS_CARE_RELATION),
    ]
    assert len({one.access_id for one in seen}) == 3
    [*_, event] = told(await real_house.shelf.outbox(), phone.card)
    assert event.relation_changed == card_pb2.RelationChanged(
        relation_id=relation_id,
        practice_id=practice.practice_id,
        until="2026-06-30",
        cared_subject_id=phone.family.holder.place.subject_id,
    )


@pytest.mark.asyncio
async def test_the_same_relation_asked_for_again_is_the_same(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    context = (await practice.redeem(phone.shown())).context
    ids = set()
    for _ in range(2):
        reply: pb.OpenCareRelationResponse = await practice.call("OpenCareRelation", wanted(context))
        ids.add(reply.relation_id)
    assert len(ids) == 1
    assert len(await listed(phone)) == 1
    other: pb.OpenCareRelationResponse = await practice.call("OpenCareRelation", wanted(context, reference="ORD-2"))
    assert other.relation_id not in ids


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "marketing"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"until": "2026-03-09"}, "until"),
        ({"until": "2027-03-11"}, "until"),
        ({"until": "2026-02-30"}, "until"),
        ({"until": "demain"}, "until"),
        ({"reference": ""}, "reference"),
        ({"reference": "a" * 4}, "reference"),
        ({"reference": "A" * 33}, "reference"),
    ],
)
@pytest.mark.asyncio
async def test_a_relation_has_a_kind_a_reference_and_at_most_twelve_months(
    house: House, changes: dict[str, str], field: str
) -> None:
    phone, practice = await house.phone(), Software(house)
    context = (await practice.redeem(phone.shown())).context
    refused = await refusal(practice.call("OpenCareRelation", wanted(context, **changes)))
    assert (refused.code, [one.field for one in refused.violations]) == (ErrorCode.INVALID_ARGUMENT, [field])


@pytest.mark.parametrize("until", ["2026-03-10", "2027-03-10"])
@pytest.mark.asyncio
async def test_the_first_and_the_last_day_possible_are_possible(house: House, until: str) -> None:
    assert (await opened(house, until=until))[2]


@pytest.mark.asyncio
async def test_a_relation_is_of_one_practice(house: House) -> None:
    _, _, relation_id = await opened(house)
    assert await code(used(Software(house, practice_id="RPPS:90000000015"), relation_id)) is ErrorCode.NOT_FOUND
    assert await code(used(Software(house), bytes(16))) is ErrorCode.NOT_FOUND


@pytest.mark.asyncio
async def test_a_relation_ends_with_its_last_day_at_the_place_of_care(house: House) -> None:
    _, practice, relation_id = await opened(house, until="2026-03-12")
    house.clock.instant = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    context = await used(practice, relation_id)
    assert moment(context.ends_at_us) == datetime(2026, 3, 12, 23, 0, tzinfo=UTC), "midnight in Paris"
    house.clock.instant = datetime(2026, 3, 12, 23, 1, tzinfo=UTC)
    assert await code(used(practice, relation_id)) is ErrorCode.CONTEXT_EXPIRED


@pytest.mark.asyncio
async def test_the_holder_sees_a_relation_and_revokes_it_with_its_contexts(real_house: House) -> None:
    phone, practice, relation_id = await opened(real_house)
    context = await used(practice, relation_id)
    [shown] = await listed(phone)
    assert shown == cpb.CareRelation(
        relation_id=relation_id, practice_name="Cabinet du Port", cared_for="Élodie", kind="series", until="2026-06-30"
    )
    request = cpb.RevokeCareRelationRequest(relation_id=relation_id)
    assert await code((await real_house.phone()).call("RevokeCareRelation", request)) is ErrorCode.NOT_FOUND
    for _ in range(2):
        await phone.call("RevokeCareRelation", request)
    assert [one.ended for one in await listed(phone)] == [True]
    assert (await real_house.resolve(context.context_id))[0].dead
    assert await code(used(practice, relation_id)) is ErrorCode.CONTEXT_DEAD
    steps = [event.WhichOneof("step") for event in told(await real_house.shelf.outbox(), phone.card)]
    assert steps[-2:] == ["relation_changed", "context_ended"]


@pytest.mark.asyncio
async def test_not_me_ends_the_relations_that_the_presentation_opened(real_house: House) -> None:
    phone, practice = await real_house.phone(), Software(real_house)
    context = (await practice.redeem(phone.shown())).context
    reply: pb.OpenCareRelationResponse = await practice.call("OpenCareRelation", wanted(context))
    use = await used(practice, reply.relation_id)
    await phone.call("Repudiate", cpb.RepudiateRequest(context_id=context.context_id))
    assert await code(used(practice, reply.relation_id)) is ErrorCode.CONTEXT_DEAD
    assert (await real_house.resolve(use.context_id))[0].dead


@pytest.mark.asyncio
async def test_a_relation_outlives_a_change_of_phone_but_no_opposition_without_a_new_card(
    real_house: House,
) -> None:
    phone, practice, relation_id = await opened(real_house)
    await phone.change(cpb.CARD_CHANGE_OPPOSE)
    assert await code(used(practice, relation_id)) is ErrorCode.CARD_OPPOSED
    successor = await real_house.phone(phone.family)
    context = await used(practice, relation_id)
    assert (await real_house.resolve(context.context_id))[0].card_serial == successor.card.serial


@pytest.mark.asyncio
async def test_a_context_that_is_no_present_presentation_opens_nothing(house: House) -> None:
    phone, practice, relation_id = await opened(house)
    of_relation = await used(practice, relation_id)
    scan = pb.Deferred(scanned_at_us=micros(house.clock.now()))
    deferred = (await practice.redeem(phone.shown(), deferred=scan)).context
    for context in (of_relation, deferred):
        refused = await refusal(practice.call("OpenCareRelation", wanted(context)))
        assert (refused.code, refused.facts["why"]) == (ErrorCode.CONTEXT_INVALID, "no_present_presentation")


@pytest.mark.asyncio
async def test_a_use_of_a_relation_is_no_presentation_in_the_holders_list(house: House) -> None:
    phone, practice, relation_id = await opened(house)
    await used(practice, relation_id)
    reply: cpb.ListPresentationsResponse = await phone.call("ListPresentations", cpb.ListPresentationsRequest())
    assert len(reply.presentations) == 1


def test_twelve_months_from_the_29th_of_february_end_on_the_28th() -> None:
    assert latest(date(2028, 2, 29)) == date(2029, 2, 28)
    assert latest(date(2026, 3, 10)) == date(2027, 3, 10)


def test_the_last_day_ends_at_midnight_of_the_place() -> None:
    assert end_of(date(2026, 3, 10), "Indian/Reunion") == datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
