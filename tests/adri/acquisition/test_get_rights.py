"""GetRights over a real channel: the answer, its signed proof, the access that is kept, what is wrong with a query."""

from datetime import date, timedelta

import pytest

from adri.acquisition.rights_memory import MemoryAccessLog
from card_protocol import check_proof
from card_protocol.keys import SigningKey
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from contracts.topics import ACCESS
from tests.adri.acquisition.conftest import in_memory
from tests.adri.acquisition.house import Place, opened, query
from tests.adri.acquisition.people import ALD, named_child, settled
from tests.adri.house import NOON, card, insured, nir
from vitale.access.v1 import access_pb2
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1 import rights_pb2 as rights
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

pytestmark = pytest.mark.asyncio


def accesses(place: Place) -> list[access_pb2.AccessEvent]:
    assert isinstance(place.kept.log, MemoryAccessLog)
    return [access_pb2.AccessEvent.FromString(row.value_ref) for row in place.kept.log.rows]


async def test_the_answer_has_what_the_counter_needs(real_place: Place) -> None:
    family, counter = await settled(real_place), real_place.counter()
    token = await real_place.present(family.mother, family.opener, counter)
    [result] = await counter.ask(query(token))
    answer = result.answer
    assert not result.HasField("problem")
    assert (answer.identity.used_name, answer.identity.birth_name) == ("DURAND", "MARTIN")
    assert answer.identity.given_names == "ALICE ZOE"
    assert (answer.identity.birth_date, answer.identity.birth_rank, answer.identity.quality) == ("1984-05-17", 1, 0)
    assert answer.identity.own_number == answer.identity.insured_number == nir(1)
    assert (answer.reference_date, answer.regime, answer.open) == ("2026-03-10", "01", True)
    assert [period.first_day for period in answer.amo_periods] == ["2020-01-01"]
    assert list(answer.exemptions) == [ALD]
    assert answer.third_party_payment
    assert answer.treating_doctor_declared
    assert [answer.c2s, answer.alsace_moselle, answer.as_known_today] == [False, False, False]
    [complementary] = answer.complementary
    assert (complementary.amc_number, complementary.member_number, complementary.routing_code) == (
        "12345678",
        "M42",
        "STS",
    )
    assert (answer.counter.fund, answer.counter.centre) == ("349", "9881")
    assert [period.situation_code for period in answer.counter.coverage_periods] == ["0100"]
    assert [*answer.counter.exemptions, *answer.counter.complementary] == []
    assert (answer.rights_revision, answer.staleness_s) == (1, 0)


async def test_an_establishment_gets_the_blocks_of_cdri_within_the_window(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    [result] = await counter.ask(query(token, establishment=True))
    assert [coded.code for coded in result.answer.counter.exemptions] == ["8"]
    assert not result.answer.counter.special_situations, "ended years ago"


async def test_a_child_is_told_under_the_number_of_the_parent(real_place: Place) -> None:
    family, counter = await settled(real_place), real_place.counter()
    token = await real_place.present(family.kid, family.opener, counter)
    [result] = await counter.ask(query(token))
    who = result.answer.identity
    assert (who.given_names, who.quality, who.own_number, who.insured_number) == ("LEO", 6, "", nir(1))


async def test_the_proof_is_signed_and_says_what_was_checked(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter, method="nfc", freshness="pre_signable")
    place.clock.advance(timedelta(minutes=5))
    [result] = await counter.ask(query(token, prescription_date="2026-01-15", nature=pb.CARE_NATURE_BIOLOGY))
    proof = check_proof.read(result.proof, place.ring)
    assert (proof.practice_id, proof.presence, proof.freshness, proof.proof_time) == (
        "750000001",
        "nfc",
        "pre_signable",
        NOON,
    )
    assert (proof.care_date, proof.prescription_date, proof.nature) == (
        date(2026, 3, 10),
        date(2026, 1, 15),
        "biology",
    )
    assert (proof.reference_date, result.answer.favourable_since) == (date(2026, 3, 10), "2026-02-01")
    assert (proof.rights_revision, proof.staleness_s, proof.issued_at) == (1, 300, NOON + timedelta(minutes=5))
    assert (proof.jkt, proof.x5t, proof.demo) == (counter.key.kid, None, False)
    assert proof.context_id in place.registry.known
    assert proof.payment_guarantee
    assert result.payment_guarantee


@pytest.mark.parametrize(
    ("changes", "asked"),
    [({"freshness": "deferred"}, {}), ({}, {"care_date": "2026-03-11"})],
    ids=["deferred", "to come"],
)
async def test_payment_is_not_guaranteed(place: Place, changes: dict[str, object], asked: dict[str, object]) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter, **changes)
    [result] = await counter.ask(query(token, **asked))
    assert result.answer.open
    assert result.answer.as_known_today == ("care_date" in asked)
    assert not result.payment_guarantee
    assert not check_proof.read(result.proof, place.ring).payment_guarantee


@pytest.mark.parametrize("production", [True, False])
async def test_a_demonstration_card_guarantees_nothing_in_production(production: bool) -> None:
    async with opened(in_memory(), production=production) as place:
        family, counter = await settled(place), place.counter()
        token = await place.present(family.mother, family.opener, counter, demo=True)
        [result] = await counter.ask(query(token))
        proof = check_proof.read(result.proof, place.ring)
    assert (proof.demo, proof.payment_guarantee) == (True, not production)


async def test_closed_rights_are_a_problem_and_an_answer_without_guarantee(place: Place) -> None:
    closed = [rights.Period(first_day="2020-01-01", last_day="2026-03-01")]
    family, counter = await settled(place, amo_periods=closed), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    [result] = await counter.ask(query(token))
    assert (result.problem.code, result.problem.field) == ("RIGHTS_CLOSED", "queries[0]")
    assert "fermés" in result.problem.advice_counter
    assert result.problem.advice_engineer
    assert list(result.answer.amo_periods) == closed
    assert (result.answer.open, result.payment_guarantee) == (False, False)


async def test_rights_stated_anew_are_fresh_and_a_change_is_the_next_revision(real_place: Place) -> None:
    family, counter = await settled(real_place), real_place.counter()
    token = await real_place.present(family.kid, family.opener, counter)
    real_place.clock.advance(timedelta(minutes=10))
    [result] = await counter.ask(query(token))
    assert (result.answer.rights_revision, result.answer.staleness_s) == (1, 600)
    await real_place.intake.scheme().put(card(2, insured(), named_child()))
    [result] = await counter.ask(query(token))
    assert (result.answer.rights_revision, result.answer.staleness_s) == (1, 0)


async def test_every_answer_is_an_access_of_the_person(place: Place) -> None:
    family, counter = await settled(place), place.counter(actor_id="10100000001", profession="Médecin")
    token = await place.present(family.kid, family.opener, counter)
    await counter.ask(query(token))
    assert isinstance(place.kept.log, MemoryAccessLog)
    [row], [event] = place.kept.log.rows, accesses(place)
    [context_id] = place.registry.known
    assert (event.subject_id, event.context_id) == (family.kid.subject_id, context_id)
    assert (event.practice_id, event.actor_id, event.profession) == ("750000001", "10100000001", "Médecin")
    assert (event.practice_name, event.action, event.purpose) == ("Dr A", "rights", "care")
    assert event.basis == access_pb2.ACCESS_BASIS_PRESENTATION
    assert event.decision == access_pb2.ACCESS_DECISION_GRANTED
    assert event.at_us == round(NOON.timestamp() * 1_000_000)
    home = place.registry.known[context_id]
    assert (row.topic, row.partition, row.key) == (ACCESS.name, home.partition, home.home_id)


async def test_the_same_question_again_is_the_same_access_and_another_is_another(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    for asked in (query(token), query(token), query(token, care_date="2026-03-09")):
        await counter.ask(asked)
    place.clock.advance(timedelta(minutes=2))
    await counter.ask(query(token))
    first, again, other, later = (event.access_id for event in accesses(place))
    assert first == again
    assert len({first, other, later}) == 3


async def test_a_care_relation_is_another_ground(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.kid, family.opener, counter, method="relation", relation_id=b"r" * 16)
    [result] = await counter.ask(query(token))
    assert check_proof.read(result.proof, place.ring).presence == "relation"
    assert accesses(place)[0].basis == access_pb2.ACCESS_BASIS_CARE_RELATION


async def test_what_is_wrong_with_one_query_spoils_no_other(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    good = await place.present(family.mother, family.opener, counter)
    results = await counter.ask(
        query(good),
        query("nonsense"),
        query(good, prescription_date="2024-01-01"),
        query(good, care_date="2030-01-01"),
        query(place.token(counter)),
        query(place.token(counter, purposes=("billing",))),
        query(place.token(place.counter())),
        query(place.token(counter, practice_id="other")),
        query(place.token(counter, expires_at=NOON)),
        query(good),
    )
    assert [(result.problem.code, result.problem.field) for result in results] == [
        ("", ""),
        ("CONTEXT_INVALID", "queries[1]"),
        ("PRESCRIPTION_TOO_OLD", "queries[2].prescription_date"),
        ("DATE_OUT_OF_RANGE", "queries[3].care_date"),
        ("CONTEXT_INVALID", "queries[4]"),
        ("CONTEXT_INVALID", "queries[5]"),
        ("CONTEXT_INVALID", "queries[6]"),
        ("CONTEXT_INVALID", "queries[7]"),
        ("CONTEXT_EXPIRED", "queries[8]"),
        ("", ""),
    ]
    assert all(r.problem.advice_counter and r.problem.advice_engineer for r in results[1:-1])
    assert not any(r.HasField("answer") or r.proof for r in results[1:-1])


async def test_a_context_signed_by_anybody_else_is_none(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    await place.present(family.mother, family.opener, counter)
    place.registry_key = SigningKey.generate()
    [result] = await counter.ask(query(place.token(counter)))
    assert result.problem.code == "CONTEXT_INVALID"


async def test_without_registry_or_database_nothing_is_answered(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    place.registry.down = True
    with pytest.raises(DomainError) as refused:
        await counter.ask(query(token))
    assert refused.value.code is ErrorCode.UNAVAILABLE
    place.registry.down = False
    place.intake.wakes.clear()
    place.kept.store.down = True  # type: ignore[attr-defined]  # the one in memory
    with pytest.raises(DomainError) as refused:
        await counter.ask(query(token))
    assert refused.value.code is ErrorCode.UNAVAILABLE


async def test_only_a_practice_with_its_key_is_answered(place: Place) -> None:
    counter = place.counter()
    request = pb.GetRightsRequest(queries=[query("x")])
    get, guard = AcquisitionServiceStub(place.door).GetRights, place.intake.guard
    token, proof = counter.metadata("WatchRights")
    for bearer, metadata, code in (
        (guard.signer.sign("s", "scheme", attributes={"scheme": "01"}), (), ErrorCode.PERMISSION_DENIED),
        (token, (), ErrorCode.BINDING_REQUIRED),
        (token, proof, ErrorCode.UNAUTHENTICATED),
    ):
        with pytest.raises(DomainError) as refused:
            await call(get, request, token=bearer, metadata=metadata)
        assert refused.value.code is code


async def test_a_call_has_1_to_50_queries(place: Place) -> None:
    counter = place.counter()
    with pytest.raises(DomainError) as refused:
        await counter.ask()
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    with pytest.raises(DomainError) as refused:
        await counter.ask(*[query("x")] * 51)
    assert refused.value.code is ErrorCode.BATCH_TOO_LARGE
