"""What a card shows of its persons, for the card registry: who is on it, their coverage, the codes of the counter."""

from collections.abc import Collection
from typing import Final

from adri.acquisition.rights_store import RightsReading, Standing
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from contracts.codec.cover import holds
from vitale.rights.v1.acquisition_service_pb2 import CardPerson, DescribeCardRequest

_PARIS: Final = "Europe/Paris"
_ID_BYTES: Final = 16


class Describing:
    """Persons of cards."""

    def __init__(self, rights: RightsReading, clock: Clock) -> None:
        """Take where rights are read, and the clock that says whose membership is current."""
        self._rights, self._clock = rights, clock

    async def persons(self, request: DescribeCardRequest) -> list[CardPerson]:
        """The holder first, then those of the card whose membership is current; only those asked, when some are.

        Raises:
            DomainError: INVALID_ARGUMENT, UNAVAILABLE.
        """
        opener_id = request.opener_subject_id
        _check_ids("opener_subject_id", [opener_id])
        _check_ids("subject_ids", request.subject_ids)
        asked, today = set(request.subject_ids), self._clock.today(_PARIS).isoformat()
        found = [one for one in await self._rights.card(opener_id) if not asked or one.place.subject_id in asked]
        found.sort(key=lambda one: (one.place.subject_id != opener_id, one.rights.birth_date, one.place.subject_id))
        persons = (_person(standing) for standing in found)
        return [person for person in persons if holds(person.coverage.membership, today)]


def _person(standing: Standing) -> CardPerson:
    place = standing.place
    return CardPerson(
        subject_id=place.subject_id,
        home_id=place.home_id,
        partition=place.partition,
        coverage=standing.coverage(),
        counter=standing.counter,
        birth_date=standing.rights.birth_date,
    )


def _check_ids(field: str, ids: Collection[bytes]) -> None:
    if any(len(one) != _ID_BYTES for one in ids):
        wrong = FieldViolation(field, "LENGTH", f"Send {_ID_BYTES} bytes")
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=[wrong])
