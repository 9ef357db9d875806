"""PutRights over a real channel: who is told which revision, what travels for each beneficiary, what is refused."""

from datetime import timedelta

import pytest

from adri.store_memory import MemoryRightsStore
from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from chassis.token_claims import Role
from contracts.envelope import header, open_value
from contracts.topics import RIGHTS
from tests.adri.house import TABLE, House, card, child, contract, coverage, insured, nir, opened, person
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest

pytestmark = pytest.mark.asyncio


def rights(record: OutRecord) -> pb.BeneficiaryRights:
    return pb.BeneficiaryRights.FromString(open_value(record.value))


async def test_each_beneficiary_gets_the_first_revision_and_one_record_in_their_own_home(
    house: House, memory: MemoryRightsStore
) -> None:
    answer = await house.scheme().put(card(1, insured(), child()))
    assert [(told.scheme_person_id, told.revision) for told in answer.revisions] == [("opener-1", 1), ("child", 1)]
    opener = await house.resolve(nir(1), "1984-05-17")
    kid = await house.resolve(nir(1), "2018-02-03")
    assert [told.subject_id for told in answer.revisions] == [opener.subject.subject_id, kid.subject.subject_id]
    by_subject = {rights(record).subject_id: record for record in memory.outbox}
    for known, quality, born in ((opener, pb.QUALITY_INSURED, "1984-05-17"), (kid, pb.QUALITY_CHILD, "2018-02-03")):
        record = by_subject.pop(known.subject.subject_id)
        assert (record.topic, record.partition, record.key) == (
            RIGHTS.name,
            known.subject.partition,
            known.subject.home_id,
        )
        opened_by = coverage(quality)
        opened_by.opener_subject_id = opener.subject.subject_id
        assert rights(record) == pb.BeneficiaryRights(
            subject_id=known.subject.subject_id, revision=1, birth_date=born, coverages=[opened_by]
        )
        assert header(record.headers, "ce_type") == b"vitale.rights.v1.BeneficiaryRights"
        assert header(record.headers, "ce_id") == f"{known.subject.subject_id.hex()}-1".encode()
        assert header(record.headers, "ce_subject") == known.subject.subject_id.hex().encode()
        assert header(record.headers, "ce_time") == b"2026-03-10T12:00:00+00:00"
        assert nir(1)[:13].encode() not in record.key + record.value + repr(record.headers).encode()
    assert by_subject == {}


async def test_only_who_changed_gets_the_next_revision(real_house: House) -> None:
    scheme = real_house.scheme()
    await scheme.put(card(1, insured(), child("a"), child("b", born="2019-01-01")))
    ill = pb.Exemption(kind=pb.EXEMPTION_KIND_ALD, period=pb.Period(first_day="2026-01-01"))
    changed = child("b", born="2019-01-01", exemptions=[ill])
    assert await scheme.revisions(card(2, insured(), child("a"), changed)) == {"opener-1": 1, "a": 1, "b": 2}
    assert await scheme.revisions(card(9, insured(), child("a"), changed)) == {"opener-1": 1, "a": 1, "b": 2}


async def test_a_corrected_birth_date_is_a_change(real_house: House) -> None:
    scheme = real_house.scheme()
    await scheme.put(card(1, insured(), child("a")))
    assert await scheme.revisions(card(2, insured(), child("a", born="2018-02-04"))) == {"opener-1": 1, "a": 2}


async def test_the_same_state_again_gets_the_same_answer_and_no_record(house: House, memory: MemoryRightsStore) -> None:
    scheme = house.scheme()
    first = await scheme.put(card(5, insured(), child()))
    records = list(memory.outbox)
    house.clock.advance(timedelta(hours=1))
    assert await scheme.put(card(5, insured(), child())) == first
    assert memory.outbox == records


async def test_a_repeated_state_answers_as_it_did_even_after_others_changed_the_child(real_house: House) -> None:
    scheme = real_house.scheme()
    first = await scheme.put(card(1, insured(1), child()))
    await scheme.put(card(1, insured(2), child()))
    assert await scheme.put(card(1, insured(1), child())) == first


async def test_a_lower_state_version_is_stale_and_leaves_names_as_they_are(real_house: House) -> None:
    scheme = real_house.scheme()
    told = await scheme.put(card(5, insured(), child(name="Zoé")))
    with pytest.raises(DomainError) as refused:
        await scheme.put(card(4, insured(), child(name="Zoe")))
    assert refused.value.code is ErrorCode.STALE_STATE
    assert refused.value.facts == {"field": "state_version", "sent": "4", "known": "5"}
    child_id = told.revisions[1].subject_id
    assert await real_house.names([child_id]) == {child_id: "Zoé"}


async def test_the_same_state_version_with_other_content_is_a_conflict(real_house: House) -> None:
    scheme = real_house.scheme()
    await scheme.put(card(5, insured(), child()))
    for other in (
        card(5, insured()),
        card(5, insured(alsace_moselle=True), child()),
        card(5, insured(), child(name="Z")),
    ):
        with pytest.raises(DomainError) as refused:
            await scheme.put(other)
        assert refused.value.code is ErrorCode.CONTENT_CONFLICT
    assert await scheme.revisions(card(6, insured(), child())) == {"opener-1": 1, "child": 1}


async def test_state_versions_of_different_openers_and_schemes_do_not_meet(real_house: House) -> None:
    await real_house.scheme("01").put(card(5, insured(1)))
    await real_house.scheme("01").put(card(2, insured(2)))
    assert await real_house.scheme("02").revisions(card(1, insured(1, regime="02"))) == {"opener-1": 2}


async def test_a_child_on_both_parents_cards_has_both_coverages(house: House, memory: MemoryRightsStore) -> None:
    scheme = house.scheme()
    await scheme.put(card(1, insured(1), child()))
    assert await scheme.revisions(card(1, insured(2), child())) == {"opener-2": 1, "child": 2}
    first, second = await house.resolve(nir(1), "2018-02-03"), await house.resolve(nir(2), "2018-02-03")
    assert first.subject == second.subject
    last = rights(memory.outbox[-1]) if rights(memory.outbox[-1]).revision == 2 else rights(memory.outbox[-2])
    assert {found.opener_subject_id for found in last.coverages} == {first.opener_subject_id, second.opener_subject_id}


async def test_who_is_no_longer_on_a_card_loses_that_coverage_and_keeps_the_other(
    house: House, memory: MemoryRightsStore
) -> None:
    scheme = house.scheme()
    await scheme.put(card(1, insured(1), child()))
    await scheme.put(card(1, insured(2), child()))
    memory.outbox.clear()
    assert await scheme.revisions(card(2, insured(1))) == {"opener-1": 1}
    [record] = memory.outbox
    left, kid = rights(record), await house.resolve(nir(2), "2018-02-03")
    assert (left.subject_id, left.revision, record.key) == (kid.subject.subject_id, 3, kid.subject.home_id)
    assert [found.opener_subject_id for found in left.coverages] == [kid.opener_subject_id]
    assert await scheme.revisions(card(2, insured(2))) == {"opener-2": 1}
    nobody = rights(memory.outbox[-1])
    assert (nobody.revision, nobody.birth_date, list(nobody.coverages)) == (4, "2018-02-03", [])
    assert await scheme.revisions(card(3, insured(2), child())) == {"opener-2": 1, "child": 5}


@pytest.mark.parametrize("role", ["practice", "insured", "service", "operator"])
async def test_only_schemes_may_state_rights(house: House, role: Role) -> None:
    stranger = house.scheme(role=role)
    for refused_call in (stranger.put(card(1)), stranger.put_table()):
        with pytest.raises(DomainError) as refused:
            await refused_call
        assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_a_scheme_states_its_own_regime_only(house: House, memory: MemoryRightsStore) -> None:
    for foreign in (card(1, insured(regime="02")), card(1, insured(), child(regime="02"))):
        with pytest.raises(DomainError) as refused:
            await house.scheme("01").put(foreign)
        assert refused.value.code is ErrorCode.PERMISSION_DENIED
        assert refused.value.facts["field"].endswith("coverage.regime")
    assert memory.outbox == []


async def test_a_contract_whose_guarantees_are_unknown_is_refused_by_field_and_taken_once_they_are_there(
    real_house: House,
) -> None:
    scheme = real_house.scheme()
    known = await scheme.put_table()
    request = card(
        1, insured(contracts=[contract(known)]), child(contracts=[contract(known), contract(bytes(32), rank=2)])
    )
    with pytest.raises(DomainError) as refused:
        await scheme.put(request)
    assert refused.value.code is ErrorCode.UNKNOWN_GUARANTEES
    assert [v.field for v in refused.value.violations] == ["beneficiaries[0].coverage.contracts[1].guarantees_hash"]
    del request.beneficiaries[0].coverage.contracts[1]
    assert await scheme.revisions(request) == {"opener-1": 1, "child": 1}


async def test_a_guarantee_table_of_another_insurer_is_refused(house: House) -> None:
    known = await house.scheme().put_table(TABLE)
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(card(1, insured(contracts=[contract(known, amc_number="87654321")])))
    assert refused.value.code is ErrorCode.UNKNOWN_GUARANTEES


async def test_what_the_vault_holds_against_a_person_is_told_by_the_path_of_the_request(house: House) -> None:
    scheme = house.scheme()
    await scheme.put(card(1, insured(1)))
    await scheme.put(card(1, insured(2)))
    stolen = InsuredBeneficiary(person=person("opener-1", number=nir(2)), coverage=coverage(pb.QUALITY_INSURED))
    with pytest.raises(DomainError) as refused:
        await scheme.put(PutRightsRequest(state_version=2, opener=stolen))
    assert refused.value.code is ErrorCode.CONTENT_CONFLICT
    assert [(v.field, v.reason) for v in refused.value.violations] == [("opener.person", "identifiers_of_two_persons")]


async def test_a_vault_that_is_down_answers_unavailable_and_keeps_nothing(memory: MemoryRightsStore) -> None:
    async with opened(memory, vault_is_down=True) as house:
        with pytest.raises(DomainError) as refused:
            await house.scheme().put(card(1))
        assert (refused.value.code, refused.value.facts["dependency"]) == (ErrorCode.UNAVAILABLE, "identity")
    assert memory.outbox == []


async def test_a_database_that_is_down_answers_unavailable_and_the_same_state_is_taken_later(
    house: House, memory: MemoryRightsStore
) -> None:
    memory.down = True
    for refused_call in (house.scheme().put(card(1)), house.scheme().put_table()):
        with pytest.raises(DomainError) as refused:
            await refused_call
        assert refused.value.code is ErrorCode.UNAVAILABLE
    memory.down = False
    assert await house.scheme().revisions(card(1)) == {"opener-1": 1}


async def test_the_relay_is_woken_for_what_was_taken(house: House) -> None:
    await house.scheme().put(card(1))
    await house.scheme().put(card(1))
    assert len(house.wakes) == 1
