"""Whom a card presents: its holder, or somebody on the card behind a reference of eight bytes."""

from collections import OrderedDict
from typing import Final

from card_registry.cards import Holder
from card_registry.pairwise import Pairwise
from card_registry.peers import Rights
from card_registry.store import Card, CardStore, Person
from chassis.errors import DomainError, ErrorCode
from vitale.rights.v1.acquisition_service_pb2 import CardPerson
from vitale.rights.v1.rights_pb2 import QUALITY_CHILD, QUALITY_INSURED

_REMEMBERED: Final = 20_000


class PresentedPerson:
    """Finds cards and the persons that they present."""

    def __init__(self, store: CardStore, rights: Rights, pairwise: Pairwise) -> None:
        """Take the store, adri and the pairwise identifiers."""
        self._store, self._rights, self._pairwise = store, rights, pairwise
        self._known: OrderedDict[bytes, Card] = OrderedDict()

    async def card(self, serial: bytes) -> Card | None:
        """The card, for what never changes of it: holder and device. Its life may be of some time ago."""
        known = self._known.get(serial)
        if known is None:
            known = await self._store.card(serial)
            if known is not None:
                self._remember(known)
        return known

    async def presentable(self, holder: Holder) -> list[CardPerson]:
        """The holder and the children on the card."""
        shown = (QUALITY_INSURED, QUALITY_CHILD)
        return [person for person in await self._rights.describe(holder.subject_id) if person.coverage.quality in shown]

    async def presented(self, holder: Holder, reference: bytes) -> Person:
        """The person behind a reference; empty is the holder.

        Raises:
            DomainError: UNKNOWN_BENEFICIARY when nobody on the card today is.
        """
        if not reference:
            return holder
        persons = {person.subject_id: person for person in await self.presentable(holder)}
        found = self._pairwise.presented(reference, holder.subject_id, persons)
        if found is None:
            raise DomainError(ErrorCode.UNKNOWN_BENEFICIARY)
        return Person(found, persons[found].home_id, persons[found].partition)

    def _remember(self, card: Card) -> None:
        self._known[card.serial] = card
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
