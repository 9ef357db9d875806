"""Access by number over the real door: who may, what is told, and that nothing tells more than it should."""

from datetime import timedelta

import pytest

from adri.by_number.looking import ANSWER_AFTER_S, REASONS
from adri.by_number.padding import SIZE
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from tests.adri.acquisition.house import TODAY, Counter, Place
from tests.adri.acquisition.people import settled
from tests.adri.house import NOON, card, insured, nir
from vitale.access.v1 import access_pb2
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1 import rights_pb2
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

pytestmark = pytest.mark.asyncio
BORN = "1984-05-17"


def asked(order: int = 1, **changes: object) -> pb.GetRightsByNumberRequest:
    """A look at the opener `order`."""
    usual = {"number": nir(order), "birth_date": BORN, "reason": "no_card", "care_date": TODAY}
    return pb.GetRightsByNumberRequest(**{**usual, **changes})  # type: ignore[arg-type]  # what the test states


def pharmacy(place: Place, **changes: str) -> Counter:
    """A practice that may look up by number."""
    return place.counter(**{"by_number": "true", "profession": "pharmacist", "actor_id": "90009900029", **changes})


def seen(place: Place) -> list[access_pb2.AccessEvent]:
    """What persons see of looks at them."""
    return [access_pb2.AccessEvent.FromString(row.value_ref) for row in place.numbers.looks.rows]


async def test_rights_are_told_with_a_proof_that_guarantees_nothing_and_the_person_sees_it(place: Place) -> None:
    family = await settled(place)
    response = await pharmacy(place).look(asked())
    assert response.result.answer.identity.birth_name == "MARTIN"
    assert response.result.proof
    assert not response.result.payment_guarantee
    [event] = seen(place)
    assert event.subject_id == family.mother.subject_id
    assert (event.purpose, event.basis) == ("no_card", access_pb2.ACCESS_BASIS_NUMBER)
    assert (event.actor_id, event.decision) == ("90009900029", access_pb2.ACCESS_DECISION_GRANTED)


async def test_unknown_wrong_datum_and_no_rights_are_one_answer_of_one_size_for_the_same_work(place: Place) -> None:
    await settled(place)
    ended = rights_pb2.Period(first_day="2020-01-01", last_day="2020-12-31")
    await place.intake.scheme().put(card(1, insured(2, amo_periods=[ended])))
    counter, work, answers = pharmacy(place), [], []
    for question in (asked(3), asked(1, birth_date="1984-05-18"), asked(2)):
        before = place.numbers.people.asked
        answers.append((await counter.look(question)).SerializeToString())
        work.append(place.numbers.people.asked - before)
    told = (await counter.look(asked(1))).SerializeToString()
    assert answers[0] == answers[1] == answers[2]
    assert {len(answer) for answer in [*answers, told]} == {SIZE}
    assert work == [1, 1, 1]
    assert pb.GetRightsByNumberResponse.FromString(answers[0]).result.problem.code == "NOTHING_TO_TELL"
    # Who is known and has no rights sees that somebody looked
    assert seen(place)[0].decision == access_pb2.ACCESS_DECISION_NOTHING


async def test_every_answer_waits_for_the_same_moment(place: Place) -> None:
    await settled(place)
    counter = pharmacy(place)
    await counter.look(asked(1))
    await counter.look(asked(3))
    assert all(0 < waited <= ANSWER_AFTER_S for waited in place.numbers.slept.times)
    assert len(place.numbers.slept.times) == 2


@pytest.mark.parametrize("granted", [True, False])
async def test_software_learns_whether_it_may_offer_to_look(place: Place, granted: bool) -> None:
    token, proof = pharmacy(place, by_number=str(granted).lower()).metadata("GetPermissions")
    stub = AcquisitionServiceStub(place.door)
    answer = await call(stub.GetPermissions, pb.GetPermissionsRequest(), token=token, metadata=proof)
    assert answer.by_number is granted


async def test_without_the_permission_nobody_looks(place: Place) -> None:
    await settled(place)
    with pytest.raises(DomainError) as refused:
        await pharmacy(place, by_number="false").look(asked())
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    assert place.numbers.people.asked == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "1"), ("number", nir(1)[:-2] + "99"), ("reason", ""), ("reason", "curious"), ("birth_date", ""),
     ("care_date", "tomorrow")],
)  # fmt: skip
async def test_a_question_that_is_none_is_refused_by_field_and_costs_nothing(
    place: Place, field: str, value: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await pharmacy(place).look(asked(**{field: value}))  # type: ignore[arg-type]  # by name
    assert [violation.field for violation in refused.value.violations] == [field]
    assert value == "" or value not in str(refused.value)
    assert (await place.numbers.looks.tally("90009900029", NOON)).day == 0


async def test_every_stated_reason_is_taken(place: Place) -> None:
    await settled(place)
    for reason in REASONS:
        assert (await pharmacy(place).look(asked(reason=reason))).result.HasField("answer")


async def test_a_canary_freezes_the_account_at_once(place: Place) -> None:
    family, counter = await settled(place), pharmacy(place)
    place.numbers.canaries.add(family.mother.subject_id)
    assert (await counter.look(asked())).result.problem.code == "NOTHING_TO_TELL"
    with pytest.raises(DomainError) as refused:
        await counter.look(asked(3))
    assert refused.value.code is ErrorCode.ACCOUNT_FROZEN
    assert (await pharmacy(place, actor_id="another").look(asked(3))).result.problem.code == "NOTHING_TO_TELL"


async def test_an_operator_releases_and_nobody_else(place: Place) -> None:
    family, counter = await settled(place), pharmacy(place)
    place.numbers.canaries.add(family.mother.subject_id)
    await counter.look(asked())
    release, signer = AcquisitionServiceStub(place.door).ReleaseAccount, place.intake.guard.signer
    request = pb.ReleaseAccountRequest(actor_id="90009900029")
    with pytest.raises(DomainError) as refused:
        await call(release, request, token=counter.metadata("ReleaseAccount")[0])
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    place.numbers.canaries.clear()
    await call(release, request, token=signer.sign("review", "operator"))
    place.clock.advance(timedelta(seconds=1))
    assert (await counter.look(asked())).result.HasField("answer")


async def test_a_quota_that_is_used_up_is_told(place: Place) -> None:
    counter = pharmacy(place, profession="nurse")
    for _ in range(10):
        await counter.look(asked(3))
    with pytest.raises(DomainError) as refused:
        await counter.look(asked(3))
    assert refused.value.code is ErrorCode.QUOTA_EXCEEDED


async def test_without_its_store_nothing_is_told(place: Place) -> None:
    await settled(place)
    place.numbers.looks.down = True
    with pytest.raises(DomainError) as refused:
        await pharmacy(place).look(asked())
    assert refused.value.code is ErrorCode.UNAVAILABLE
