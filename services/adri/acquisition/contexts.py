"""Who stands behind a context token: its signature, its practice and key, and whether context and card are alive."""

from datetime import datetime
from typing import Final, NamedTuple, Protocol

from adri.acquisition.peers import Registry
from card_protocol import context_token
from card_protocol.context_token import ContextToken
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing
from chassis.batched import Batched
from chassis.binding import Binding
from chassis.clock import Clock
from chassis.directory import Listing
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2
from vitale.card.v1.presentation_service_pb2 import ResolvedContext

_REMEMBERED: Final = 50_000
_RESOLVED_AT_ONCE: Final = 500
_NOT_ACTIVE: Final = {
    card_pb2.CARD_STATE_OPPOSED: ErrorCode.CARD_OPPOSED,
    card_pb2.CARD_STATE_SUSPENDED: ErrorCode.CARD_SUSPENDED,
}


class Caller(NamedTuple):
    """The practice that calls: its listing, who acts there, and the key they proved to hold."""

    listing: Listing
    actor_id: str
    profession: str
    binding: Binding


class CardLife(Protocol):
    """What is known at this moment of cards and contexts."""

    def state(self, serial: bytes) -> "card_pb2.CardState.ValueType":
        """State of a card as far as it was seen."""
        ...

    def dead(self, context_id: bytes) -> bool:
        """Whether a context was ended or repudiated."""
        ...


class Contexts:
    """Reads tokens and finds who stands behind them; both are remembered for the life of the context."""

    def __init__(self, ring: KeyRing, registry: Registry, cards: CardLife, clock: Clock) -> None:
        """Take the public keys of the registry, the registry itself, the life of cards, and the clock."""
        self._ring, self._cards, self._clock = ring, cards, clock
        self._tokens: dict[str, ContextToken] = {}
        self._whom: dict[bytes, tuple[ResolvedContext, datetime]] = {}
        self._resolving = Batched(registry.resolve, most=_RESOLVED_AT_ONCE)

    def read(self, text: str, caller: Caller, purposes: frozenset[str]) -> ContextToken:
        """The token of a context of this caller, for one of these purposes.

        Raises:
            DomainError: CONTEXT_EXPIRED; CONTEXT_INVALID with `why` when it is another's, or none at all.
        """
        token = self._tokens.get(text)
        try:
            if token is None:
                token = self._remember(text)
            context_token.check_life(token, self._clock.now())
        except ProtocolError as error:
            if error.code == "expired":
                raise DomainError(ErrorCode.CONTEXT_EXPIRED) from None
            raise _invalid(error.code) from None
        if token.practice_id != caller.listing.practice_id:
            raise _invalid("practice")
        if not caller.binding.matches(token.jkt, token.x5t):
            raise _invalid("binding")
        if not purposes.intersection(token.purposes):
            raise _invalid("purpose")
        return token

    async def behind(self, token: ContextToken) -> ResolvedContext:
        """Who was presented. Alive or not: ask check_alive.

        Raises:
            DomainError: CONTEXT_INVALID for a context that the registry does not know; UNAVAILABLE.
        """
        remembered = self._whom.get(token.context_id)
        if remembered is not None:
            return remembered[0]
        found = await self._resolving.ask(token.context_id)
        if not found.known:
            raise _invalid("unknown")
        if not found.dead and found.card_state == card_pb2.CARD_STATE_ACTIVE:
            self._forget_ended()
            self._whom[token.context_id] = (found, token.ends_at)
        return found

    def check_alive(self, whom: ResolvedContext) -> None:
        """Refuse a context that was ended, or whose card is not active now.

        Raises:
            DomainError: CONTEXT_DEAD, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED.
        """
        if whom.dead or self._cards.dead(whom.context_id):
            raise DomainError(ErrorCode.CONTEXT_DEAD)
        # What was followed may be a moment behind what the registry said, and what it said is older ever after.
        for state in (self._cards.state(whom.card_serial), whom.card_state):
            if state != card_pb2.CARD_STATE_ACTIVE:
                raise DomainError(_NOT_ACTIVE.get(state, ErrorCode.CARD_ENDED))

    def _remember(self, text: str) -> ContextToken:
        token = context_token.read(text, self._ring, None)
        if len(self._tokens) >= _REMEMBERED:
            self._tokens.clear()
        self._tokens[text] = token
        return token

    def _forget_ended(self) -> None:
        if len(self._whom) < _REMEMBERED:
            return
        now = self._clock.now()
        alive = {context_id: kept for context_id, kept in self._whom.items() if kept[1] > now}
        self._whom = alive if len(alive) < _REMEMBERED else {}


def _invalid(why: str) -> DomainError:
    return DomainError(ErrorCode.CONTEXT_INVALID, {"why": why})
