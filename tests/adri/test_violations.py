"""Statements that are refused: every wrong field at once, by path and stable reason, without a number of a person."""

import pytest

from adri.store_memory import MemoryRightsStore
from chassis.errors import DomainError, ErrorCode
from contracts.envelope import open_value
from tests.adri.house import House, card, child, contract, coverage, insured, nir, person
from vitale.identity.v1.identity_service_pb2 import Person
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest

pytestmark = pytest.mark.asyncio

WRONG_KEY = nir(1)[:13] + f"{(int(nir(1)[13:]) % 97) + 1:02d}"
DAY = pb.Period(first_day="2026-01-01", last_day="2026-01-01")
HASH = bytes(32)


def opener(who: Person) -> PutRightsRequest:
    return card(1, InsuredBeneficiary(person=who, coverage=coverage(pb.QUALITY_INSURED)))


def with_child(**changes: object) -> PutRightsRequest:
    return card(1, insured(), child(**changes))  # type: ignore[arg-type]  # what the test states


def with_contracts(*contracts: pb.ComplementaryContract) -> PutRightsRequest:
    return card(1, insured(contracts=contracts))


CHILDS, OPENERS = "beneficiaries[0].coverage.", "opener.coverage."

ONE_FAULT = [
    (card(0), "state_version", "state_version_range"),
    (card(2**63), "state_version", "state_version_range"),
    (opener(person("", number=nir(1))), "opener.person.scheme_person_id", "person_id_length"),
    (opener(person("x" * 65, number=nir(1))), "opener.person.scheme_person_id", "person_id_length"),
    (opener(person("x")), "opener.person.nir", "nir_length"),
    (opener(person("x", number=WRONG_KEY)), "opener.person.nir", "nir_key"),
    (opener(person("x", number=nir(1), born="17 mai")), "opener.person.birth_date", "birth_date_form"),
    (opener(person("x", number=nir(1), born="0000-00-00")), "opener.person.birth_date", "birth_date_form"),
    (opener(person("x", number=nir(1), rank=10)), "opener.person.birth_rank", "birth_rank_range"),
    (card(1, insured(), child("opener-1")), "beneficiaries[0].person.scheme_person_id", "listed_twice"),
    (card(1, insured(quality=pb.QUALITY_CHILD)), OPENERS + "quality", "quality"),
    (with_child(quality=pb.QUALITY_INSURED), CHILDS + "quality", "quality"),
    (with_child(quality=0), CHILDS + "quality", "quality"),
    (with_child(membership=None), CHILDS + "membership.first_day", "day_form"),
    (with_child(regime="11"), CHILDS + "regime", "regime_unknown"),
    (
        with_child(amo_periods=[pb.Period(first_day="2026-13-01")]),
        CHILDS + "amo_periods[0].first_day",
        "day_form",
    ),
    (
        with_child(amo_periods=[pb.Period(first_day="2026-01-02", last_day="2026-01-01")]),
        CHILDS + "amo_periods[0].last_day",
        "ends_before_it_begins",
    ),
    (with_child(amo_periods=[DAY] * 51), CHILDS + "amo_periods", "too_many"),
    (
        with_child(exemptions=[pb.Exemption(period=DAY)]),
        CHILDS + "exemptions[0].kind",
        "exemption_unknown",
    ),
    (
        with_child(exemptions=[pb.Exemption(kind=pb.EXEMPTION_KIND_ALD)]),
        CHILDS + "exemptions[0].period.first_day",
        "day_form",
    ),
    (
        with_contracts(contract(HASH, amc_number="1234567")),
        OPENERS + "contracts[0].amc_number",
        "amc_number_form",
    ),
    (with_contracts(contract(b"short")), OPENERS + "contracts[0].guarantees_hash", "hash_length"),
    (with_contracts(contract(HASH, rank=0)), OPENERS + "contracts[0].rank", "rank_range"),
    (with_contracts(contract(HASH), contract(HASH, period=DAY)), OPENERS + "contracts[1].rank", "rank_twice"),
]


@pytest.mark.parametrize(("sent", "field", "reason"), ONE_FAULT)
async def test_a_wrong_field_is_told_by_path_reason_and_advice(
    house: House, memory: MemoryRightsStore, sent: PutRightsRequest, field: str, reason: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(sent)
    assert [(v.field, v.reason) for v in refused.value.violations] == [(field, reason)]
    assert refused.value.violations[0].advice
    assert refused.value.row.grpc_status.name == "INVALID_ARGUMENT"
    assert memory.outbox == []


async def test_everything_wrong_is_told_at_once(house: House) -> None:
    wrong = InsuredBeneficiary(person=Person(nir=WRONG_KEY, scheme_person_id="x"), coverage=pb.Coverage())
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(PutRightsRequest(opener=wrong, beneficiaries=[child("x", regime="")]))
    assert [v.field for v in refused.value.violations] == [
        "state_version",
        "opener.person.nir",
        "opener.person.birth_date",
        "opener.coverage.quality",
        "opener.coverage.membership.first_day",
        "opener.coverage.regime",
        "beneficiaries[0].person.scheme_person_id",
        "beneficiaries[0].coverage.regime",
    ]
    assert WRONG_KEY not in str(refused.value)


async def test_a_wrong_key_alone_has_its_own_code(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(opener(person("x", number=WRONG_KEY)))
    assert refused.value.code is ErrorCode.NIR_KEY_WRONG


async def test_more_than_fifty_beneficiaries_are_refused_with_the_limit(house: House) -> None:
    many = [child(f"c{number}", born=f"2015-{number // 28 + 1:02d}-{number % 28 + 1:02d}") for number in range(51)]
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(card(1, insured(), *many))
    assert (refused.value.code, refused.value.facts["limit"]) == (ErrorCode.BATCH_TOO_LARGE, "50")
    assert len((await house.scheme().put(card(1, insured(), *many[:50]))).revisions) == 51


async def test_contracts_that_follow_each_other_may_have_the_same_rank_and_lunar_birth_dates_are_legal(
    house: House,
) -> None:
    known = await house.scheme().put_table()
    before = contract(known, period=pb.Period(first_day="2025-01-01", last_day="2025-12-31"))
    after = contract(known, period=pb.Period(first_day="2026-01-01"))
    sent = card(1, insured(contracts=[before, after]), child(born="2018-20-00"))
    assert await house.scheme().revisions(sent) == {"opener-1": 1, "child": 1}


async def test_the_opener_named_inside_a_coverage_is_ignored(house: House, memory: MemoryRightsStore) -> None:
    await house.scheme().put(card(1, insured(opener_subject_id=b"somebody else 16")))
    known = await house.resolve(nir(1), "1984-05-17")
    rights = pb.BeneficiaryRights.FromString(open_value(memory.outbox[0].value))
    assert rights.coverages[0].opener_subject_id == known.subject.subject_id
