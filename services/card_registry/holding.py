"""What a holder may do with their own cards, from the phone or from the scheme account on another device."""

from collections.abc import Callable
from typing import Final, NamedTuple

from card_protocol.keys import key_from_point, thumbprint
from card_registry.card import Order, obey
from card_registry.cards import Holder
from card_registry.fields import ID_BYTES, wrong
from card_registry.store import Card, RegistryStore
from chassis.binding import Binding, require_binding
from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_service_pb2 as pb

_ORDERS: Final = {
    pb.CARD_CHANGE_SUSPEND: Order.SUSPEND,
    pb.CARD_CHANGE_RESUME: Order.RESUME,
    pb.CARD_CHANGE_OPPOSE: Order.OPPOSE,
    pb.CARD_CHANGE_DEACTIVATE: Order.DEACTIVATE,
    pb.CARD_CHANGE_LOCK: Order.LOCK,
}


class HolderCaller(NamedTuple):
    """A person who calls with the token of their scheme account, and the key that the call proved, if any."""

    subject_id: bytes
    binding: Binding

    def holds(self, key_point: bytes) -> bool:
        """Tell whether the call was made with this device key."""
        return self.binding.jkt is not None and self.binding.jkt == thumbprint(key_from_point(key_point))


class Holding:
    """A holder's own cards; what is another's is not found."""

    def __init__(self, store: RegistryStore, clock: Clock, kept: Callable[[], None]) -> None:
        """Take the store, the clock, and what is called after a commit."""
        self._store, self._clock, self._kept = store, clock, kept

    def caller(self) -> HolderCaller:
        """The person of the present request; PERMISSION_DENIED for another role."""
        text = require("insured").attribute("subject_id")
        try:
            subject_id = bytes.fromhex(text)
        except ValueError:
            subject_id = b""
        if len(subject_id) != ID_BYTES:
            raise DomainError(ErrorCode.PERMISSION_DENIED, {"attribute": "subject_id"})
        return HolderCaller(subject_id, _binding())

    async def holder(self) -> Holder:
        """The caller as the holder of a card; NOT_FOUND when they have none."""
        cards = await self._store.cards_of(self.caller().subject_id)
        if not cards:
            raise DomainError(ErrorCode.NOT_FOUND)
        return cards[0].holder

    async def card(self, serial: bytes) -> Card:
        """A card of the caller; NOT_FOUND for one of another."""
        caller = self.caller()
        card = await self._store.card(serial)
        if card is None or card.holder.subject_id != caller.subject_id:
            raise DomainError(ErrorCode.NOT_FOUND)
        return card

    async def change(self, serial: bytes, change: pb.CardChange.ValueType, *, plastic_too: bool) -> Card:
        """Change a card of the caller; again, it changes nothing."""
        order = _ORDERS.get(change)
        if order is None:
            raise wrong("change", "change_unknown", "Send one of the changes of CardChange")
        if plastic_too and order is not Order.OPPOSE:
            raise wrong("plastic_too", "without_opposition", "Send it with OPPOSE only")
        card = await self.card(serial)
        reason = _reason(order, by_phone=self.caller().holds(card.device.key_point))
        changed = await self._store.change(
            serial, lambda life: obey(life, order, plastic_too=plastic_too), reason=reason, at=self._clock.now()
        )
        self._kept()
        return changed

    async def repudiate(self, context_id: bytes) -> None:
        """Kill a context of the caller's card; again, it changes nothing."""
        caller = self.caller()
        standing = (await self._store.contexts([context_id])).get(context_id)
        if standing is None or standing.context.holder_id != caller.subject_id:
            raise DomainError(ErrorCode.NOT_FOUND)
        await self._store.end(context_id, at=self._clock.now(), repudiated=True)
        self._kept()

    async def revoke(self, relation_id: bytes) -> None:
        """End a care relation that a card of the caller opened; again, it changes nothing."""
        caller = self.caller()
        relation = await self._store.relation(relation_id)
        if relation is None or relation.holder_id != caller.subject_id:
            raise DomainError(ErrorCode.NOT_FOUND)
        await self._store.revoke_relation(relation_id, self._clock.now())
        self._kept()


def _binding() -> Binding:
    """The key that the call proved; none is needed for what the scheme account may do alone."""
    try:
        return require_binding()
    except DomainError as error:
        if error.code is not ErrorCode.BINDING_REQUIRED:
            raise
        return Binding()


def _reason(order: Order, *, by_phone: bool) -> str:
    if order is Order.LOCK:
        return "wrong_codes"
    return "holder" if by_phone else "scheme_account"
