"""The vault as the registry calls it: the stand-in of these tests and the real one answer alike."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from card_registry.peers_grpc import GrpcNames
from chassis.clock import FixedClock
from chassis.grpc_client import call
from tests.card_registry.cards import NOON
from tests.card_registry.peers import Family, Relative, nir, peers
from tests.fakes.doors import Guard, vault
from vitale.identity.v1.identity_service_pb2 import Person, RegisterBatchRequest, Traits
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

pytestmark = pytest.mark.asyncio


@dataclass
class Known:
    """A vault that knows one family, and the subjects of its holder and child."""

    names: GrpcNames
    holder_id: bytes
    child_id: bytes


def person(relative: Relative, person_id: str) -> Person:
    traits = Traits(
        birth_name="Lefèvre-d’Arc",
        given_names=[relative.first_name, "Noë"],
        sex="F",
        birth_place="99999",
        qualified=relative.qualified,
    )
    return Person(
        scheme_person_id=person_id,
        nir=relative.number,
        birth_date=relative.birth_date,
        first_name=relative.first_name,
        traits=traits,
    )


@pytest_asyncio.fixture(params=["stand-in", "real"])
async def known(request: pytest.FixtureRequest) -> AsyncIterator[Known]:
    """Both vaults in turn, each with the same family."""
    guard, family = Guard.new(FixedClock(NOON)), Family.new()
    if request.param == "stand-in":
        async with peers(guard) as around:
            around.add(family)
            yield Known(around.names, family.holder.place.subject_id, family.child.place.subject_id)
        return
    async with vault(guard) as door:
        wanted = RegisterBatchRequest(opener=person(family.holder, "a"), beneficiaries=[person(family.child, "b")])
        made = await call(IdentityServiceStub(door).RegisterBatch, wanted, token=guard.service_token())
        names = GrpcNames(door, lambda: guard.signer.sign("card_registry", "service"))
        yield Known(names, made.opener.subject_id, made.beneficiaries[0].subject_id)


async def test_first_names_are_those_known(known: Known) -> None:
    wanted = [known.holder_id, known.child_id, bytes(16)]
    assert await known.names.first_names(wanted) == {known.holder_id: "Élodie", known.child_id: "Léo"}
    assert await known.names.first_names([]) == {}


async def test_an_identity_has_number_and_traits(known: Known) -> None:
    found = await known.names.identities([known.holder_id, known.child_id, bytes(16)])
    assert found.keys() == {known.holder_id, known.child_id}
    mine, childs = found[known.holder_id], found[known.child_id]
    assert (mine.number, mine.birth_date, mine.birth_rank) == (nir(1), "1984-05-17", 1)
    assert mine.number_oid.startswith("1.2.250.1.213.1.4.")
    assert (mine.traits.birth_name, list(mine.traits.given_names)) == ("Lefèvre-d’Arc", ["Élodie", "Noë"])
    assert (mine.traits.qualified, childs.traits.qualified) == (True, False)
    assert (childs.number, childs.number_oid) == ("", "")


async def test_a_number_finds_its_person_or_nobody(known: Known) -> None:
    assert await known.names.find(nir(1)) == known.holder_id
    assert await known.names.find(nir(77)) is None
