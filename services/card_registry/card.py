"""The life of a card, pure: which order leads from which state to which, and what can never be undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, TypeAlias

from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2 as pb

State: TypeAlias = pb.CardState.ValueType

LIVING: Final = frozenset({pb.CARD_STATE_ACTIVE, pb.CARD_STATE_SUSPENDED})
"""States out of which a card may still go; all others never change again."""

SKEW: Final = timedelta(seconds=30)
"""How far the clock of a phone may be from ours (reliability design, section 4.3; a stand-in)."""


class Order(Enum):
    """What may be asked of a card."""

    SUSPEND = "suspend"
    RESUME = "resume"
    OPPOSE = "oppose"
    DEACTIVATE = "deactivate"
    LOCK = "lock"
    RENEW = "renew"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Life:
    """Where a card stands; `locked`: its key is gone for good; `plastic_too`: the plastic card is to be opposed too."""

    state: State
    locked: bool = False
    plastic_too: bool = False

    @property
    def living(self) -> bool:
        """Tell whether the card may still change."""
        return self.state in LIVING


_ENDS: Final = {
    Order.OPPOSE: pb.CARD_STATE_OPPOSED,
    Order.DEACTIVATE: pb.CARD_STATE_DEACTIVATED,
    Order.RENEW: pb.CARD_STATE_RENEWED,
    Order.CLOSE: pb.CARD_STATE_CLOSED,
}

_REFUSALS: Final = {
    pb.CARD_STATE_SUSPENDED: ErrorCode.CARD_SUSPENDED,
    pb.CARD_STATE_OPPOSED: ErrorCode.CARD_OPPOSED,
}


def obey(life: Life, order: Order, *, plastic_too: bool = False) -> Life:
    """The life of a card after an order; the same life again when there is nothing to do.

    Raises:
        DomainError: CARD_LOCKED when a locked card is to be resumed, CARD_OPPOSED or CARD_ENDED when the card has ended
            otherwise than asked.
    """
    if not life.living:
        return _again(life, order, plastic_too=plastic_too)
    if order in _ENDS:
        return replace(life, state=_ENDS[order], plastic_too=plastic_too and order is Order.OPPOSE)
    if order is Order.RESUME:
        if life.locked:
            raise DomainError(ErrorCode.CARD_LOCKED)
        return replace(life, state=pb.CARD_STATE_ACTIVE)
    return replace(life, state=pb.CARD_STATE_SUSPENDED, locked=life.locked or order is Order.LOCK)


def _again(life: Life, order: Order, *, plastic_too: bool) -> Life:
    if _ENDS.get(order) != life.state:
        raise not_active(life.state)
    return replace(life, plastic_too=life.plastic_too or (plastic_too and order is Order.OPPOSE))


def not_active(state: State) -> DomainError:
    """What is told of a card that may not be used: CARD_OPPOSED, CARD_SUSPENDED or CARD_ENDED, without a name."""
    word = pb.CardState.Name(state).removeprefix("CARD_STATE_").lower()
    return DomainError(_REFUSALS.get(state, ErrorCode.CARD_ENDED), {"state": word})


@dataclass(frozen=True, slots=True)
class Since:
    """A state and the moment from which it held."""

    state: State
    at: datetime


def was_active(history: list[Since], signed_at: datetime) -> bool:
    """Tell whether a presentation signed at that moment, by the phone's clock, was signed by an active card.

    `history` is in order. A phone that is slow may be SKEW before the activation; one second after the end of the
    active time is too late, whatever the phone's clock is worth.
    """
    ends = [*(since.at for since in history[1:]), None]
    return any(
        since.state == pb.CARD_STATE_ACTIVE and since.at - SKEW <= signed_at and (end is None or signed_at < end)
        for since, end in zip(history, ends, strict=False)
    )
