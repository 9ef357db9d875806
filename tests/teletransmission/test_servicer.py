"""Intake over a real channel: what is accepted and stamped, what is refused as a whole, who may read what."""

from datetime import UTC, datetime

import pytest

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import UnaryMethod, call
from contracts.codec import receipt_id_of
from contracts.envelope import header, open_value
from contracts.topics import CLAIM
from teletransmission.servicer import SERVICE_NAME
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import CHILD, MOTHER_NIR, OUTCOME, House, claim, opened
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, SECURING_CARDLESS, Claim, ClaimLine, Performer

pytestmark = pytest.mark.asyncio


async def test_an_accepted_claim_is_acknowledged_and_queued_in_the_home_of_its_beneficiary(
    house: House, memory: MemoryClaimStore
) -> None:
    child = house.family.beneficiaries[0]
    answer = await house.practice().one(claim(key=CHILD, rights_revision=4, third_party_payment=True))
    assert answer.outcome == OUTCOME.OUTCOME_ACCEPTED
    assert answer.receipt_id == receipt_id_of("750000001", "F-1")
    assert answer.acknowledgement_id
    assert answer.accepted_at_us == int(house.clock.now().timestamp() * 1_000_000)
    [record] = memory.outbox
    assert (record.topic, record.partition, record.key) == (CLAIM.name, child.partition, child.home_id)
    queued = Claim.FromString(open_value(record.value))
    assert len(queued.content_hash) == 32
    queued.ClearField("content_hash")
    assert queued == Claim(
        claim_id="F-1",
        version=1,
        subject_id=child.subject_id,
        opener_subject_id=house.family.opener.subject_id,
        rights_revision=4,
        care_date="2026-03-10",
        pathway=PATHWAY_IN,
        setting="office",
        third_party_payment=True,
        performer=Performer(practice_id="750000001", kind="gp", sector="1", place="Europe/Paris"),
        lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_000)],
        accepted_at_us=answer.accepted_at_us,
        securing=SECURING_CARDLESS,
    )


async def test_headers_name_the_subject_the_time_and_no_number_of_a_person(
    house: House, memory: MemoryClaimStore
) -> None:
    answer = await house.practice().one(claim())
    [record] = memory.outbox
    assert header(record.headers, "ce_type") == b"vitale.claim.v1.Claim"
    assert header(record.headers, "ce_source") == b"teletransmission"
    assert header(record.headers, "ce_id") == f"{answer.receipt_id.hex()}-1".encode()
    assert header(record.headers, "ce_subject") == house.family.opener.subject_id.hex().encode()
    assert header(record.headers, "ce_time") == b"2026-03-10T12:00:00+00:00"
    everything = record.key + record.value + b"".join(value for _, value in record.headers)
    assert MOTHER_NIR[:13].encode() not in everything


async def test_the_performer_comes_from_the_token(house: House, memory: MemoryClaimStore) -> None:
    for number, (sector, optam) in enumerate([("2", "true"), ("2", "false"), ("3", "true"), ("", "false")]):
        practice = house.practice(f"75000000{number}", specialty="psychiatrist", sector=sector, optam=optam)
        await practice.one(claim())
    performers = [Claim.FromString(open_value(record.value)).performer for record in memory.outbox]
    assert [performer.sector for performer in performers] == ["2_optam", "2", "3", ""]
    assert {performer.kind for performer in performers} == {"psychiatrist"}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("specialty", "wizard"),
        ("sector", "9"),
        ("optam", "yes"),
        ("place", "Europe/Nowhere"),
        ("place", ""),
        ("place", "Europe"),
    ],
)
async def test_a_token_that_does_not_say_who_performs_is_refused_by_attribute(
    house: House, attribute: str, value: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await house.practice(**{attribute: value}).submit(claim())
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    assert refused.value.facts["attribute"] == attribute


@pytest.mark.parametrize("missing", ["practice_id", "specialty", "place"])
async def test_a_token_without_an_attribute_is_refused_by_its_name(house: House, missing: str) -> None:
    practice = house.practice()
    del practice.attributes[missing]
    with pytest.raises(DomainError) as refused:
        await practice.submit(claim())
    assert refused.value.facts == {"missing_attribute": missing}


async def test_only_practices_may_submit(house: House) -> None:
    practice = house.practice()
    for role in ("scheme", "insured", "service", "operator"):
        stranger = type(practice)(practice.door, practice.guard, practice.attributes, role)
        with pytest.raises(DomainError) as refused:
            await stranger.submit(claim())
        assert refused.value.code is ErrorCode.PERMISSION_DENIED
        with pytest.raises(DomainError) as refused:
            await stranger.get("F-1")
        assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_days_are_those_of_the_place_of_care(memory: MemoryClaimStore) -> None:
    evening_in_paris = datetime(2026, 3, 10, 20, 30, tzinfo=UTC)  # half past midnight on the 11th in Réunion
    async with opened(memory, at=evening_in_paris) as house:
        paris, reunion = house.practice("1"), house.practice("2", place="Indian/Reunion")
        tomorrow = claim(care_date="2026-03-11")
        refused, accepted = await paris.one(tomorrow), await reunion.one(tomorrow)
    assert [(v.field, v.code) for v in refused.violations] == [("care_date", "CARE_IN_FUTURE")]
    assert accepted.outcome == OUTCOME.OUTCOME_ACCEPTED


async def test_five_hundred_claims_are_taken_and_one_more_is_refused_with_the_limit(
    house: House, memory: MemoryClaimStore
) -> None:
    batch = [claim(f"F-{number}") for number in range(501)]
    with pytest.raises(DomainError) as refused:
        await house.practice().submit(*batch)
    assert refused.value.code is ErrorCode.BATCH_TOO_LARGE
    assert refused.value.facts["limit"] == "500"
    assert "split the batch" in refused.value.facts["advice"]
    assert memory.outbox == []
    answers = await house.practice().submit(*batch[:500])
    assert [answer.claim_id for answer in answers] == [sent.claim_id for sent in batch[:500]]
    assert {answer.outcome for answer in answers} == {OUTCOME.OUTCOME_ACCEPTED}
    assert len(memory.outbox) == 500


async def test_more_than_a_mebibyte_is_refused_with_the_limit(house: House, memory: MemoryClaimStore) -> None:
    with pytest.raises(DomainError) as refused:
        await house.practice().submit(claim(setting="x" * 1_048_576))
    assert refused.value.code is ErrorCode.BATCH_TOO_LARGE
    assert (refused.value.facts["unit"], refused.value.facts["limit"]) == ("bytes", "1048576")
    assert memory.outbox == []


async def test_an_empty_batch_and_bytes_that_are_no_batch_are_refused(house: House) -> None:
    practice = house.practice()
    with pytest.raises(DomainError) as refused:
        await practice.submit()
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    raw: UnaryMethod[bytes, bytes] = house.door.unary_unary(f"/{SERVICE_NAME}/SubmitClaims")
    with pytest.raises(DomainError) as refused:
        await call(raw, b"\xff", token=practice.token())
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT


async def test_a_practice_reads_its_own_claim_and_nobody_elses(house: House) -> None:
    given = await house.practice("1").one(claim())
    held = await house.practice("1").get("F-1")
    assert held.acknowledgement == given
    assert (held.care_date, held.price_cents, held.version) == ("2026-03-10", 3_000, 1)
    for practice, claim_id in ((house.practice("2"), "F-1"), (house.practice("1"), "F-2")):
        with pytest.raises(DomainError) as refused:
            await practice.get(claim_id)
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_database_that_is_down_answers_unavailable_and_nothing_is_half_done(
    house: House, memory: MemoryClaimStore
) -> None:
    memory.down = True
    with pytest.raises(DomainError) as refused:
        await house.practice().submit(claim())
    assert refused.value.code is ErrorCode.UNAVAILABLE
    memory.down = False
    assert (await house.practice().one(claim())).outcome == OUTCOME.OUTCOME_ACCEPTED
    assert len(memory.outbox) == 1


async def test_a_vault_that_is_down_answers_unavailable_and_keeps_nothing(memory: MemoryClaimStore) -> None:
    async with opened(memory, vault_is_down=True) as house:
        with pytest.raises(DomainError) as refused:
            await house.practice().submit(claim())
        assert refused.value.code is ErrorCode.UNAVAILABLE
        assert refused.value.facts["dependency"] == "identity"
        assert refused.value.support_id
    assert memory.outbox == []


async def test_the_relay_is_woken_once_something_was_kept_and_not_for_refusals(house: House) -> None:
    await house.practice().one(claim(care_date="tomorrow"))
    assert house.wakes == []
    await house.practice().submit(claim("F-1"), claim("F-2"))
    assert len(house.wakes) == 1
