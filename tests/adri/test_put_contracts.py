"""PutContracts over a real channel: contracts of insurers behind the scheme's, versions, clashes, one revision each."""

import pytest

from adri.store_memory import MemoryRightsStore
from chassis.errors import DomainError, ErrorCode
from contracts.envelope import open_value
from contracts.topics import RIGHTS
from tests.adri.house import TABLE, House, card, child, contract, insured, nir, stated
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey
from vitale.rights.v1 import guarantees_pb2 as gpb
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.counter_pb2 import ComplementaryCounter
from vitale.rights.v1.rights_service_pb2 import InsurerContract, PutContractOutcome

pytestmark = pytest.mark.asyncio

OTHER = gpb.GuaranteeTable(amc_number="87654321", guarantees=TABLE.guarantees)


def last(memory: MemoryRightsStore, subject: bytes | None = None) -> pb.BeneficiaryRights:
    records = [record for record in memory.outbox if record.topic == RIGHTS.name]
    found = [pb.BeneficiaryRights.FromString(open_value(record.value)) for record in records]
    return [rights for rights in found if subject in (None, rights.subject_id)][-1]


def faults(outcome: PutContractOutcome) -> tuple[str, list[tuple[str, str]]]:
    return outcome.code, [(problem.field, problem.reason) for problem in outcome.problems]


async def test_a_contract_is_a_new_revision_behind_those_of_the_scheme(house: House, memory: MemoryRightsStore) -> None:
    own = await house.scheme().put_table(OTHER)
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1, insured(contracts=[contract(own, amc_number="87654321", rank=4)])))
    [outcome] = await house.insurer().put_contracts(stated(mine))
    assert (outcome.contract_id, outcome.revision, outcome.code) == ("C1", 2, "")
    rights = last(memory)
    assert rights.revision == 2
    assert [(c.amc_number, c.rank) for c in rights.coverages[0].contracts] == [("87654321", 4), ("12345678", 5)]


async def test_the_same_version_again_changes_nothing_and_a_lower_one_is_stale(real_house: House) -> None:
    mine = await real_house.insurer().put_table(TABLE)
    await real_house.scheme().put(card(1))
    insurer = real_house.insurer()
    assert [o.revision for o in await insurer.put_contracts(stated(mine, version=5), stated(mine, version=5))] == [2, 2]
    [stale] = await insurer.put_contracts(stated(mine, version=4))
    assert (stale.code, stale.revision) == ("STALE_STATE", 0)
    other = contract(mine, period=pb.Period(first_day="2025-01-01"))
    [conflict] = await insurer.put_contracts(stated(mine, version=5, contract=other))
    assert faults(conflict) == ("CONTENT_CONFLICT", [("contract_version", "CONTENT_CONFLICT")])
    assert [o.revision for o in await insurer.put_contracts(stated(mine, version=6))] == [2]


async def test_a_withdrawn_contract_is_gone_as_if_it_had_never_been(real_house: House) -> None:
    mine = await real_house.insurer().put_table(TABLE)
    await real_house.scheme().put(card(1))
    insurer = real_house.insurer()
    await insurer.put_contracts(stated(mine))
    [gone] = await insurer.put_contracts(stated(mine, version=2, withdrawn=True))
    assert gone.revision == 3
    [again] = await insurer.put_contracts(stated(mine, version=3))
    assert again.revision == 4


async def test_a_contract_outlives_the_next_state_of_the_scheme(house: House, memory: MemoryRightsStore) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1))
    await house.insurer().put_contracts(stated(mine))
    assert await house.scheme().revisions(card(2)) == {"opener-1": 2}
    assert await house.scheme().revisions(card(3, insured(alsace_moselle=True))) == {"opener-1": 3}
    assert [c.amc_number for c in last(memory).coverages[0].contracts] == ["12345678"]


async def test_a_contract_named_by_another_number_leaves_who_had_it(real_house: House) -> None:
    mine = await real_house.insurer().put_table(TABLE)
    await real_house.scheme().put(card(1, insured(), child()))
    kid = BeneficiaryKey(opener_nir=nir(1), birth_date="2018-02-03")
    insurer = real_house.insurer()
    assert [o.revision for o in await insurer.put_contracts(stated(mine))] == [2]
    assert [o.revision for o in await insurer.put_contracts(stated(mine, version=2, key=kid))] == [2]
    assert await real_house.scheme().revisions(card(2, insured(), child())) == {"opener-1": 3, "child": 2}


async def test_a_contract_stands_on_the_card_whose_number_names_the_child(
    house: House, memory: MemoryRightsStore
) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1, insured(1), child()))
    answer = await house.scheme().put(card(1, insured(2), child()))
    await house.insurer().put_contracts(
        stated(mine, key=BeneficiaryKey(opener_nir=nir(2), birth_date="2018-02-03")),
    )
    rights = last(memory, answer.revisions[1].subject_id)
    assert rights.revision == 3
    opened = {c.opener_subject_id: [k.amc_number for k in c.contracts] for c in rights.coverages}
    assert opened.pop(answer.revisions[0].subject_id) == ["12345678"]
    assert list(opened.values()) == [[]]


async def test_insurers_are_ordered_by_their_ranks_then_always_the_same(
    house: House, memory: MemoryRightsStore
) -> None:
    mine, theirs = await house.insurer().put_table(TABLE), await house.insurer("87654321").put_table(OTHER)
    await house.scheme().put(card(1))
    other = contract(theirs, amc_number="87654321", rank=1)
    await house.insurer("87654321").put_contracts(stated(theirs, contract=other))
    await house.insurer().put_contracts(stated(mine, "B", contract=contract(mine, rank=2)), stated(mine, "A"))
    found = [(c.amc_number, c.rank) for c in last(memory).coverages[0].contracts]
    assert found == [("12345678", 1), ("87654321", 2), ("12345678", 3)]


async def test_what_is_wrong_with_one_contract_spoils_no_other(real_house: House) -> None:
    mine = await real_house.insurer().put_table(TABLE)
    theirs = await real_house.insurer("87654321").put_table(OTHER)
    await real_house.scheme().put(card(1))
    foreign = contract(theirs, amc_number="87654321")
    nobody = BeneficiaryKey(opener_nir=nir(9), birth_date="1984-05-17")
    sent: list[InsurerContract] = [
        stated(mine, ""),
        stated(mine, "foreign", contract=foreign),
        stated(bytes(32), "no-table"),
        stated(theirs, "their-table"),
        stated(mine, "nobody", key=nobody),
        stated(mine, "misread", key=BeneficiaryKey(opener_nir="1" * 15, birth_date="1984-05-17")),
        stated(mine, "good"),
        stated(mine, "same-rank"),
    ]
    outcomes = await real_house.insurer().put_contracts(*sent)
    assert [faults(outcome) for outcome in outcomes] == [
        ("INVALID_ARGUMENT", [("contract_id", "contract_id_form")]),
        ("PERMISSION_DENIED", [("contract.amc_number", "another_insurer")]),
        ("UNKNOWN_GUARANTEES", [("contract.guarantees_hash", "guarantees_unknown")]),
        ("UNKNOWN_GUARANTEES", [("contract.guarantees_hash", "guarantees_unknown")]),
        ("UNKNOWN_BENEFICIARY", [("key", "unknown_beneficiary")]),
        ("IDENTIFIER_INVALID", [("key.opener_nir", "identifier_invalid")]),
        ("", []),
        ("INVALID_ARGUMENT", [("contract.rank", "rank_twice")]),
    ]
    assert all(problem.advice for outcome in outcomes for problem in outcome.problems)


async def test_what_the_scheme_manages_itself_is_not_stated_again(house: House, memory: MemoryRightsStore) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1, insured(contracts=[contract(mine)])))
    [refused] = await house.insurer().put_contracts(stated(mine))
    assert faults(refused) == ("INVALID_ARGUMENT", [("contract.period", "managed_by_the_scheme")])


async def test_when_the_scheme_takes_a_contract_over_it_is_not_paid_twice(
    house: House, memory: MemoryRightsStore
) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1))
    await house.insurer().put_contracts(stated(mine))
    await house.scheme().put(card(2, insured(contracts=[contract(mine, rank=3)])))
    assert [c.rank for c in last(memory).coverages[0].contracts] == [3]


async def test_a_person_no_scheme_covers_gets_no_contract(real_house: House) -> None:
    mine = await real_house.insurer().put_table(TABLE)
    await real_house.scheme().put(card(1, insured(1), child()))
    await real_house.scheme().put(card(2, insured(1)))
    kid = BeneficiaryKey(opener_nir=nir(1), birth_date="2018-02-03")
    [refused] = await real_house.insurer().put_contracts(stated(mine, key=kid))
    assert (refused.code, refused.revision) == ("UNKNOWN_BENEFICIARY", 0)


async def test_what_the_counter_is_shown_of_a_contract_never_travels(house: House, memory: MemoryRightsStore) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1))
    await house.insurer().put_contracts(stated(mine, counter=ComplementaryCounter(member_number="MEMBER42")))
    assert not [
        record for record in memory.outbox if b"MEMBER42" in (record.value or b"") + repr(record.headers).encode()
    ]
    changed = stated(mine, version=2, counter=ComplementaryCounter(member_number="MEMBER43"))
    assert [o.revision for o in await house.insurer().put_contracts(changed)] == [3]


async def test_only_insurers_state_contracts_and_only_their_own_tables(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await house.scheme().put_contracts(stated(bytes(32)))
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    with pytest.raises(DomainError) as refused:
        await house.insurer().put_table(OTHER)
    assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_a_batch_has_a_size(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await house.insurer().put_contracts()
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    with pytest.raises(DomainError) as refused:
        await house.insurer().put_contracts(*[stated(bytes(32))] * 501)
    assert refused.value.code is ErrorCode.BATCH_TOO_LARGE


async def test_a_dead_database_refuses_the_whole_batch_so_that_it_is_sent_again(
    house: House, memory: MemoryRightsStore
) -> None:
    mine = await house.insurer().put_table(TABLE)
    await house.scheme().put(card(1))
    memory.down = True
    with pytest.raises(DomainError) as refused:
        await house.insurer().put_contracts(stated(mine))
    assert refused.value.code is ErrorCode.UNAVAILABLE
