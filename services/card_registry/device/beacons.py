"""Beacons for the device of a card: that it was online lately, and its certificate when it ends soon."""

from datetime import datetime
from typing import NamedTuple

from card_registry.card import not_active
from card_registry.holding import HolderCaller
from card_registry.issuing import Issuing
from card_registry.store import Card, CardStore
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1.card_pb2 import CARD_STATE_ACTIVE


class Given(NamedTuple):
    """A beacon, its moment, and a renewed certificate if the old one ends soon."""

    beacon: bytes
    at: datetime
    certificate: bytes | None


class Beacons:
    """Gives beacons to the device that holds the key of a card, as long as the card is active."""

    def __init__(self, issuing: Issuing, store: CardStore, clock: Clock) -> None:
        """Take what signs, the store and the clock."""
        self._issuing, self._store, self._clock = issuing, store, clock

    async def give(self, card: Card, caller: HolderCaller) -> Given:
        """A beacon for a card of the caller.

        Raises:
            DomainError: UNAUTHENTICATED when the call was not made with the key of this card; CARD_SUSPENDED,
                CARD_OPPOSED, CARD_ENDED.
        """
        if not caller.holds(card.device.key_point):
            raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": "not_the_device_key"})
        if card.life.state != CARD_STATE_ACTIVE:
            raise not_active(card.life.state)
        now = self._clock.now()
        renewed = self._issuing.renewed(card, now)
        if renewed is not None:
            await self._store.renew_certificate(card.serial, *renewed)
        return Given(self._issuing.beacon(card.serial, now), now, renewed[0] if renewed else None)
