"""Opposition by an agent of a caisse, whom the holder told by telephone or at the desk."""

from collections.abc import Callable
from typing import Final

from card_registry.card import Order, obey
from card_registry.fields import read_id, wrong
from card_registry.peers import Names
from card_registry.store import CardStore
from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from identifiers import InvalidIdentifier, Nir, Part
from identifiers.nir import PERMANENT_OR_WAITING
from vitale.card.v1 import card_pb2
from vitale.card.v1.card_service_pb2 import OpposeByAgentRequest

REASONS: Final = ("lost", "stolen", "compromised")
_DESK: Final = "caisse"


class Agents:
    """What an agent may do; the token is an operator's, of the desk of a caisse."""

    def __init__(self, store: CardStore, names: Names, clock: Clock, kept: Callable[[], None]) -> None:
        """Take the store, the vault, the clock, and what is called after a commit."""
        self._store, self._names, self._clock, self._kept = store, names, clock, kept

    async def oppose(self, request: OpposeByAgentRequest) -> int:
        """Oppose a card by its serial, or every living card of a number's holder; how many are opposed now.

        Raises:
            DomainError: PERMISSION_DENIED; INVALID_ARGUMENT, IDENTIFIER_INVALID, NIR_KEY_WRONG; NOT_FOUND for a serial
                that is none; CARD_ENDED for a serial that ended otherwise.
        """
        if require("operator").attribute("desk") != _DESK:
            raise DomainError(ErrorCode.PERMISSION_DENIED, {"attribute": "desk"})
        if request.reason not in REASONS:
            raise wrong("reason", "reason_unknown", f"Send one of: {', '.join(REASONS)}")
        match request.WhichOneof("which"):
            case "card_serial":
                serials = [read_id(request.card_serial, "card_serial")]
            case "number":
                serials = await self._serials_of(request.number)
            case _:
                raise wrong("card_serial", "missing", "Send the serial of the card or the number of its holder")
        reason = f"agent_{request.reason}"
        for serial in serials:
            await self._store.change(serial, lambda life: obey(life, Order.OPPOSE), reason=reason, at=self._clock.now())
        self._kept()
        return len(serials)

    async def _serials_of(self, text: str) -> list[bytes]:
        subject_id = await self._names.find(_number(text))
        cards = await self._store.cards_of(subject_id) if subject_id else []
        ending = (card for card in cards if card.life.living or card.life.state == card_pb2.CARD_STATE_OPPOSED)
        return [card.serial for card in ending]


def _number(text: str) -> str:
    try:
        return Nir.parse(text, sexes=PERMANENT_OR_WAITING).reveal()
    except InvalidIdentifier as error:
        code = ErrorCode.NIR_KEY_WRONG if error.part is Part.KEY else ErrorCode.IDENTIFIER_INVALID
        violation = FieldViolation("number", f"nir_{error.part}", f"{error.reason}. {error.advice}")
        raise DomainError(code, violations=[violation]) from None
