"""Estimates in the name of the person behind a context, and what a card shows of its persons."""

import pytest

from adri.acquisition.rights_memory import MemoryAccessLog
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from tests.adri.acquisition.house import Place
from tests.adri.acquisition.people import named_child, settled
from tests.adri.house import card, child, insured
from vitale.access.v1.access_pb2 import AccessEvent
from vitale.claim.v1.claim_pb2 import ClaimLine, Performer
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1 import rights_pb2 as rights
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

pytestmark = pytest.mark.asyncio


def care() -> EstimateRequest:
    """A care that names another person and another performer."""
    return EstimateRequest(
        subject_id=b"o" * 16,
        opener_subject_id=b"o" * 16,
        care_date="2026-03-10",
        lines=[ClaimLine(line_no=1, act_code="G", price_cents=3000)],
        performer=Performer(practice_id="another", kind="specialist", sector="3"),
    )


async def test_person_opener_and_performer_are_those_of_the_context(place: Place) -> None:
    family, counter = await settled(place), place.counter(sector="2", optam="true")
    token = await place.present(family.kid, family.opener, counter)
    found = await counter.estimate(token, care())
    assert found.unknown_contracts == ["12345678"]
    assert found.preview == ReceiptIssued(patient_cents=900), "nothing of the person's other care"
    [asked] = place.estimates.asked
    assert (asked.subject_id, asked.opener_subject_id) == (family.kid.subject_id, family.opener)
    who = asked.performer
    assert (who.practice_id, who.kind, who.sector, who.place) == ("750000001", "gp", "2_optam", "Europe/Paris")
    assert asked.lines == care().lines
    assert isinstance(place.kept.log, MemoryAccessLog)
    assert [AccessEvent.FromString(row.value_ref).action for row in place.kept.log.rows] == ["estimate"]


async def test_a_context_of_another_practice_estimates_nothing(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.kid, family.opener, place.counter())
    with pytest.raises(DomainError) as refused:
        await counter.estimate(token, care())
    assert refused.value.code is ErrorCode.CONTEXT_INVALID
    assert place.estimates.asked == []


async def describe(
    place: Place, opener: bytes, *subjects: bytes, service: str = "card_registry"
) -> list[pb.CardPerson]:
    request = pb.DescribeCardRequest(opener_subject_id=opener, subject_ids=subjects)
    token = place.intake.guard.signer.sign(service, "service")
    return list((await call(AcquisitionServiceStub(place.door).DescribeCard, request, token=token)).persons)


async def test_a_card_shows_the_holder_first_and_whose_membership_is_current(real_place: Place) -> None:
    family = await settled(real_place)
    left = child("left", born="2010-01-01", membership=rights.Period(first_day="2010-01-01", last_day="2025-12-31"))
    scheme = real_place.intake.scheme()
    kept = card(2, insured(), named_child(), left)
    await scheme.put(kept)
    persons = await describe(real_place, family.opener)
    assert [person.subject_id for person in persons] == [family.opener, family.kid.subject_id]
    mother, kid = persons
    assert (mother.birth_date, mother.counter.fund, mother.coverage.quality) == (
        "1984-05-17",
        "349",
        rights.QUALITY_INSURED,
    )
    assert kid.coverage.opener_subject_id == family.opener
    [whole] = await real_place.kept.reading.now([(family.kid.subject_id, family.opener)])
    assert whole is not None
    assert (kid.home_id, kid.partition) == (whole.place.home_id, whole.place.partition)


async def test_only_those_asked_for_are_described(real_place: Place) -> None:
    family = await settled(real_place)
    [kid] = await describe(real_place, family.opener, family.kid.subject_id)
    assert kid.subject_id == family.kid.subject_id
    assert await describe(real_place, family.kid.subject_id) == []


async def test_a_card_is_described_to_the_registry_alone(place: Place) -> None:
    with pytest.raises(DomainError) as refused:
        await describe(place, b"o" * 16, service="expenses")
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    with pytest.raises(DomainError) as refused:
        await describe(place, b"short")
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
