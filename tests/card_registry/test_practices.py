"""Who redeems: practice, name and profession by the directory and the token, never by a field of the request."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from card_protocol import context_token
from card_protocol import directory as documents
from card_protocol.directory import Directory, Listed, Professional
from card_protocol.keys import KeyRing, SigningKey
from chassis.clock import FixedClock
from chassis.directory import FollowedDirectory
from chassis.errors import ErrorCode
from tests.card_registry.calls import code
from tests.card_registry.cards import NOON
from tests.card_registry.house import House, Software, opened
from tests.card_registry.shelf import memory_shelf
from vitale.card.v1.card_service_pb2 import ListPresentationsRequest

pytestmark = pytest.mark.asyncio

PORT = Listed("RPPS:90000000007", "Cabinet médical du Port", "Médecin", "gp", "1", optam=False, place="Europe/Paris")


class SignedDirectory:
    """A directory that a test writes and signs."""

    def __init__(self, clock: FixedClock) -> None:
        self._key, self._clock = SigningKey.generate(), clock
        self.followed = FollowedDirectory(KeyRing({"directory": {self._key.kid: self._key.public}}), clock)

    def write(self, *practices: Listed, professionals: tuple[Professional, ...] = ()) -> None:
        """Publish these practices and professionals now."""
        listed = {practice.practice_id: practice for practice in practices}
        people = {person.rpps: person for person in professionals}
        self.followed.take(documents.sign(self._key, Directory(self._clock.now(), listed, people)))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def directory(clock: FixedClock) -> SignedDirectory:
    return SignedDirectory(clock)


@pytest_asyncio.fixture
async def listing_house(key: SigningKey, clock: FixedClock, directory: SignedDirectory) -> AsyncIterator[House]:
    """An open registry that follows the directory."""
    async with opened(memory_shelf(key), key=key, clock=clock, directory=directory.followed) as found:
        yield found


async def test_name_and_profession_are_those_of_the_directory(listing_house: House, directory: SignedDirectory) -> None:
    directory.write(PORT)
    phone, practice = await listing_house.phone(), Software(listing_house, name="Anything the token says")
    reply = await practice.redeem(phone.shown())
    assert context_token.read(reply.context.token, listing_house.ring, NOON).profession == "Médecin"
    listed = await phone.call("ListPresentations", ListPresentationsRequest())
    assert [(one.practice_name, one.profession) for one in listed.presentations] == [
        ("Cabinet médical du Port", "Médecin")
    ]


async def test_a_suspended_practice_redeems_nothing_from_the_next_document_on(
    listing_house: House, directory: SignedDirectory
) -> None:
    directory.write(PORT)
    phone, practice = await listing_house.phone(), Software(listing_house)
    assert (await practice.redeem(phone.shown())).context.token
    directory.write(replace(PORT, suspended=True))
    assert await code(practice.redeem(phone.shown())) is ErrorCode.PROFESSIONAL_SUSPENDED
    assert len(await listing_house.shelf.store.presentations(phone.family.holder.place.subject_id, 9)) == 1


async def test_a_directory_that_is_too_old_lets_nobody_redeem(listing_house: House, directory: SignedDirectory) -> None:
    phone, practice = await listing_house.phone(), Software(listing_house)
    assert await code(practice.redeem(phone.shown())) is ErrorCode.UNAVAILABLE
    directory.write(PORT)
    listing_house.clock.advance(timedelta(minutes=15, seconds=1))
    assert await code(practice.redeem(phone.shown())) is ErrorCode.UNAVAILABLE


async def test_a_secretary_acts_as_herself(house: House) -> None:
    phone, practice = await house.phone(), Secretary(house)
    reply = await practice.redeem(phone.shown())
    token = context_token.read(reply.context.token, house.ring, NOON)
    assert (token.actor_id, token.profession) == ("SEC-7", "secretary")


class Secretary(Software):
    """Software used by a secretary, who is herself under a titular."""

    def token(self) -> str:
        attributes = {"practice_id": self.practice_id, "specialty": "gp", "actor_id": "SEC-7"}
        attributes |= {"profession": "secretary", "acting_for": "90000000007"}
        return self.house.guard.signer.sign("SEC-7", "practice", attributes=attributes)
