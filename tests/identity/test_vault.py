"""Who is who, on both stores: one person stays one subject in one home, however they are named."""

import asyncio

import pytest

from chassis.errors import DomainError, ErrorCode
from identity.memory_store import MemoryVaultStore
from identity.model import BillingKey, Changes, Person, Subject
from identity.registration import Clash
from identity.store import Raced, VaultStore
from identity.vault import Vault
from tests.identity.conftest import vault_on
from tests.identity.people import ANONYMOUS, child, family, number, person


async def resolved(vault: Vault, order: int, born: str = "2015-02-31", rank: int = 1) -> Subject | None:
    [binding] = await vault.resolve([BillingKey(number(order), born, rank)])
    return None if binding is None else binding.subject


async def clashes(vault: Vault, persons: list[Person]) -> dict[str, str]:
    with pytest.raises(DomainError) as caught:
        await vault.register(persons)
    assert caught.value.code is ErrorCode.CONTENT_CONFLICT
    assert all(violation.advice for violation in caught.value.violations)
    return {violation.field: violation.reason for violation in caught.value.violations}


@pytest.mark.asyncio
async def test_the_same_registration_gives_the_same_subjects(vault: Vault) -> None:
    persons = family(1, child("ada"), child("bea", rank=2))
    first = await vault.register(persons)
    assert list(await vault.register(persons)) == list(first)
    assert len({subject.subject_id for subject in first}) == 3


@pytest.mark.asyncio
async def test_a_child_takes_the_home_of_its_first_opener_and_keeps_it(vault: Vault) -> None:
    mother, ada = await vault.register(family(1, child("ada")))
    father, again = await vault.register(family(2, child("ada")))
    assert (ada.home_id, ada.partition) == (mother.home_id, mother.partition)
    assert again == ada
    assert father.home_id != mother.home_id


@pytest.mark.asyncio
async def test_two_parents_reach_one_child_by_the_person_id_of_its_scheme(vault: Vault) -> None:
    _, ada = await vault.register(family(1, child("ada")))
    await vault.register(family(2, child("ada")))
    assert await resolved(vault, 1) == ada
    assert await resolved(vault, 2) == ada


@pytest.mark.asyncio
async def test_two_parents_of_two_schemes_reach_one_child_by_its_own_number(vault: Vault) -> None:
    own = number(500)
    _, ada = await vault.register(family(1, child("ada", own)))
    _, same = await vault.register(family(2, child("ada-elsewhere", own)))
    assert same == ada
    assert await resolved(vault, 2) == ada


@pytest.mark.asyncio
async def test_an_answer_names_the_opener_too(vault: Vault) -> None:
    mother, ada = await vault.register(family(1, child("ada")))
    [own, of_child] = await vault.resolve(
        [BillingKey(number(1), "1984-05-17", 1), BillingKey(number(1), "2015-02-31", 1)]
    )
    assert own is not None
    assert of_child is not None
    assert (own.subject, own.opener_id) == (mother, mother.subject_id)
    assert (of_child.subject, of_child.opener_id) == (ada, mother.subject_id)


@pytest.mark.asyncio
async def test_answers_keep_the_order_of_the_questions(vault: Vault) -> None:
    _, ada, bea = await vault.register(family(1, child("ada"), child("bea", rank=2)))
    ranks = [2, 1, 3, 2, 1]
    found = await vault.resolve([BillingKey(number(1), "2015-02-31", rank) for rank in ranks])
    assert [binding and binding.subject for binding in found] == [bea, ada, None, bea, ada]


@pytest.mark.asyncio
async def test_a_waiting_number_and_the_permanent_one_that_follows_lead_to_one_subject(vault: Vault) -> None:
    [waiting] = await vault.register([person("ada", number(1, sex=8))])
    [permanent] = await vault.register([person("ada", number(1))])
    assert permanent == waiting
    assert await resolved(vault, 1, "1984-05-17") == waiting


@pytest.mark.asyncio
async def test_a_child_that_opens_rights_of_its_own_stays_itself_in_its_first_home(vault: Vault) -> None:
    own = number(500)
    mother, ada = await vault.register(family(1, child("ada", own)))
    [grown, baby] = await vault.register([person("ada", own, born="2015-02-31"), child("zoe", born="2036-01-01")])
    assert grown == ada
    assert baby.home_id == mother.home_id


@pytest.mark.asyncio
async def test_a_triplet_of_another_person_is_refused_and_nothing_is_written(vault: Vault) -> None:
    await vault.register(family(1, child("ada")))
    found = await clashes(vault, family(1, child("bea", rank=2), child("cleo")))
    assert found == {"cleo": Clash.TRIPLET_TAKEN}
    assert await resolved(vault, 1, rank=2) is None


@pytest.mark.asyncio
async def test_a_number_and_a_person_id_of_two_persons_are_refused(vault: Vault) -> None:
    await vault.register(family(1, child("ada", number(500))))
    await vault.register(family(2, child("bea")))
    assert await clashes(vault, family(3, child("bea", number(500), rank=2))) == {"bea": Clash.TWO_PERSONS}


@pytest.mark.asyncio
async def test_twins_without_ranks_are_refused_and_with_ranks_are_two(vault: Vault) -> None:
    found = await clashes(vault, family(1, child("ada"), child("bea")))
    assert found == {"ada": Clash.LISTED_TWICE, "bea": Clash.LISTED_TWICE}
    _, ada, bea = await vault.register(family(1, child("ada"), child("bea", rank=2)))
    assert ada.subject_id != bea.subject_id


@pytest.mark.asyncio
async def test_one_person_under_two_names_in_one_call_is_refused(vault: Vault) -> None:
    await vault.register(family(1, child("ada", number(500))))
    twice = family(1, child("ada"), child("other", number(500), rank=2))
    assert await clashes(vault, twice) == {"ada": Clash.LISTED_TWICE, "other": Clash.LISTED_TWICE}


@pytest.mark.asyncio
async def test_an_anonymous_number_is_a_subject_of_its_own_that_nothing_joins(vault: Vault) -> None:
    mother, ada = await vault.register(family(1, child("ada", number(500))))
    [alone] = await vault.register([person("secret", ANONYMOUS)])
    assert [alone] == list(await vault.register([person("secret", ANONYMOUS)]))
    assert alone.subject_id not in {mother.subject_id, ada.subject_id}
    assert alone.home_id != mother.home_id
    joined = Clash.ANONYMOUS_JOINED
    assert await clashes(vault, [person("ada", ANONYMOUS)]) == {"ada": Clash.TWO_PERSONS}
    assert await clashes(vault, [person("secret", number(600))]) == {"secret": joined}
    assert await clashes(vault, family(1, child("secret", rank=2))) == {"secret": joined}
    assert await clashes(vault, [person("secret", ANONYMOUS), child("zoe")]) == {"secret": joined}
    assert await clashes(vault, family(3, child("new", ANONYMOUS))) == {"new": joined}


@pytest.mark.asyncio
async def test_an_anonymous_number_never_becomes_the_second_number_of_somebody(vault: Vault) -> None:
    await vault.register([person("ada", number(1))])
    assert await clashes(vault, [person("ada", ANONYMOUS)]) == {"ada": Clash.ANONYMOUS_JOINED}


@pytest.mark.asyncio
async def test_names_are_revealed_replaced_and_left_alone_when_not_stated(vault: Vault) -> None:
    [ada] = await vault.register([person("ada", number(1))])
    assert await vault.reveal([ada.subject_id, b"\x00" * 16]) == {ada.subject_id: "Ada"}
    nameless = Person("opener", "id-ada", number(1), "1984-05-17", 1, None)
    await vault.register([nameless])
    assert await vault.reveal([ada.subject_id]) == {ada.subject_id: "Ada"}
    await vault.register([Person("opener", "id-ada", number(1), "1984-05-17", 1, "Adèle")])
    assert await vault.reveal([ada.subject_id]) == {ada.subject_id: "Adèle"}


@pytest.mark.asyncio
async def test_concurrent_registrations_of_one_person_give_one_subject(store: VaultStore) -> None:
    processes = [vault_on(store) for _ in range(8)]
    for order in range(1, 11):
        persons = family(order, child(f"ada{order}"), child(f"bea{order}", rank=2))
        answers = await asyncio.gather(*(process.register(persons) for process in processes))
        assert all(list(answer) == list(answers[0]) for answer in answers)


@pytest.mark.asyncio
async def test_two_parents_registering_at_the_same_time_reach_the_same_children(store: VaultStore) -> None:
    mother, father = vault_on(store), vault_on(store)
    for order in range(1, 20, 2):
        children = [child(f"ada{order}"), child(f"bea{order}", rank=2)]
        [of_mother, of_father] = await asyncio.gather(
            mother.register(family(order, *children)), father.register(family(order + 1, *reversed(children)))
        )
        assert set(of_mother[1:]) == set(of_father[1:])
        assert {one.home_id for one in of_mother[1:]} <= {of_mother[0].home_id, of_father[0].home_id}


@pytest.mark.asyncio
async def test_two_persons_racing_for_one_triplet_leave_one_and_a_conflict(store: VaultStore) -> None:
    for order in range(1, 11):
        rivals = [family(order, child(f"ada{order}")), family(order, child(f"bea{order}"))]
        answers = await asyncio.gather(*(vault_on(store).register(one) for one in rivals), return_exceptions=True)
        [refused] = [answer for answer in answers if isinstance(answer, DomainError)]
        assert refused.code is ErrorCode.CONTENT_CONFLICT


@pytest.mark.asyncio
async def test_homes_spread_over_every_partition(vault: Vault) -> None:
    subjects = [(await vault.register([person(f"p{order}", number(order))]))[0] for order in range(1, 400)]
    assert {subject.partition for subject in subjects} == set(range(24))
    identifiers = {one.subject_id for one in subjects} | {one.home_id for one in subjects}
    assert len(identifiers) == 2 * len(subjects)


class AlwaysRacedStore(MemoryVaultStore):
    """A store where somebody else is always faster."""

    async def write(self, _changes: Changes) -> None:
        raise Raced


@pytest.mark.asyncio
async def test_a_registration_that_never_wins_is_unavailable_rather_than_endless() -> None:
    with pytest.raises(DomainError) as caught:
        await vault_on(AlwaysRacedStore()).register([person("ada", number(1))])
    assert caught.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.asyncio
async def test_an_opener_without_a_number_is_a_mistake_of_the_caller(vault: Vault) -> None:
    with pytest.raises(ValueError, match="number"):
        await vault.register([child("ada")])
