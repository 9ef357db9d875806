"""What the vault tells beyond subjects: by number, verdicts on traits, names by purpose and service."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.errors import DomainError, ErrorCode
from identity.store import VaultStore
from tests.identity.door import Door, opened
from tests.identity.people import number
from vitale.identity.v1 import identity_service_pb2 as pb

pytestmark = pytest.mark.asyncio
NIR = number(701)
TRAITS = pb.Traits(birth_name="LEFÈVRE", given_names=["Zoé", "Marie"], sex="F", birth_place="99890", qualified=True)


@pytest_asyncio.fixture
async def door(store: VaultStore, tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(store, tmp_path) as found:
        yield found


def zoe(**changes: object) -> pb.Person:
    person = pb.Person(
        scheme_person_id="zoe", nir=NIR.reveal(), birth_date="1984-05-17", first_name="Zoé", traits=TRAITS
    )
    for name, value in changes.items():
        person.ClearField(name)  # type: ignore[arg-type]  # the fields of the test
        if value is not None:
            setattr(person, name, value)
    return person


async def test_a_person_is_found_by_their_own_number_and_nobody_by_another(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    assert await door.find(NIR.reveal(), number(702).reveal(), "nonsense") == [subject, b"", b""]


async def test_names_and_number_are_told_for_the_purpose_of_the_service(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    (named,) = await door.identities(subject)
    assert (named.number, named.number_oid) == (NIR.reveal(), "1.2.250.1.213.1.4.8")
    assert named.traits == TRAITS
    assert (named.birth_date, named.birth_rank, named.first_name) == ("1984-05-17", 1, "Zoé")


async def test_another_service_is_not_told_for_that_purpose(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    door.name = "teletransmission"
    with pytest.raises(DomainError) as refused:
        await door.identities(subject)
    assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_what_a_scheme_leaves_unset_stays_known(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    await door.register(zoe(traits=None))
    (named,) = await door.identities(subject)
    assert (named.traits.birth_name, list(named.traits.given_names)) == ("LEFÈVRE", ["Zoé", "Marie"])


async def test_traits_and_number_are_compared_without_being_told(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    read = pb.Traits(birth_name="LEFEVRE", given_names=["ZOE"], sex="M")
    found = await door.compare(
        pb.CompareIdentityRequest(subject_id=subject, number=NIR.reveal(), traits=read, birth_date="1984-05-17")
    )
    assert found.known
    assert found.number_matches
    assert dict(found.traits) == {
        "birth_name": pb.TRAIT_VERDICT_SAME,
        "given_names": pb.TRAIT_VERDICT_SAME,
        "birth_date": pb.TRAIT_VERDICT_SAME,
        "sex": pb.TRAIT_VERDICT_DIFFERS,
        "birth_place": pb.TRAIT_VERDICT_UNSPECIFIED,
    }
    assert "LEF" not in str(found)


async def test_another_person_s_number_does_not_match(door: Door) -> None:
    subject = (await door.register(zoe())).opener.subject_id
    found = await door.compare(pb.CompareIdentityRequest(subject_id=subject, number=number(702).reveal()))
    assert not found.number_matches


async def test_a_wrong_trait_is_named_by_its_field(door: Door) -> None:
    wrong = zoe()
    wrong.traits.sex = "X"
    with pytest.raises(DomainError) as refused:
        await door.register(wrong)
    assert [violation.field for violation in refused.value.violations] == ["opener.traits.sex"]
