"""What a context and its check proof say of a claim: whose it is, how it was secured; nothing of it is declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple, Protocol

from card_protocol import check_proof, context_token
from card_protocol.check_proof import CheckProof
from card_protocol.context_token import ContextToken
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing
from chassis.binding import Binding
from teletransmission import violations as v
from teletransmission.transmission_limits import is_over
from vitale.card.v1 import card_pb2
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.claim.v1.claim_pb2 import SECURING_DEGRADED, SECURING_SECURED, Securing
from vitale.claim.v1.claim_service_pb2 import CardContext, ClaimViolation, SubmittedClaim

_DEFERRED: Final = "deferred"


class CardLife(Protocol):
    """What is known at this moment of cards and contexts (chassis.card_watch)."""

    def state(self, serial: bytes) -> "card_pb2.CardState.ValueType":
        """State of a card as far as it was seen."""
        ...

    def ended_at(self, serial: bytes) -> datetime | None:
        """Since when a card is in any state but active."""
        ...

    def repudiated(self, context_id: bytes) -> bool:
        """Whether the holder said "not me"."""
        ...


class Grounds(NamedTuple):
    """What presences of a batch are held against: keys, life of cards, and whether demo cards may be billed."""

    ring: KeyRing
    cards: CardLife
    demo_billable: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """A context and its proof, both genuine and of one presentation."""

    token: ContextToken
    proof: CheckProof

    @property
    def securing(self) -> Securing.ValueType:
        """How the claim was secured."""
        return SECURING_DEGRADED if self.token.freshness == _DEFERRED else SECURING_SECURED

    @property
    def payment_guarantee(self) -> bool:
        """Whether payment is guaranteed to the professional."""
        return self.proof.payment_guarantee and self.token.freshness != _DEFERRED


class Presences:
    """The presences of one batch of one practice."""

    def __init__(self, grounds: Grounds, practice_id: str, *, binding: Binding, now: datetime, today: date) -> None:
        """Take the grounds, the practice that calls with the key it proved, and the moment."""
        self._grounds, self._practice_id, self._binding = grounds, practice_id, binding
        self._now, self._today = now, today
        self.billed_under = b""
        """Context under which the claim was billed that is now corrected: it may have ended since."""
        self._read: dict[tuple[str, str], Presence | ClaimViolation] = {}

    def of(self, claim: SubmittedClaim) -> Presence | ClaimViolation:
        """The presence a claim names, or why it is none."""
        key = (claim.context.token, claim.context.proof)
        if key not in self._read:
            self._read[key] = self._proven(claim.context)
        return self._read[key]

    def check(self, claim: SubmittedClaim) -> Iterator[ClaimViolation]:
        """What the claim's presence has against it; each names the field at fault."""
        presence = self.of(claim)
        if isinstance(presence, ClaimViolation):
            yield presence
            return
        yield from self._against_proof(claim, presence.proof)
        if self._too_late(claim, presence.token):
            yield v.CONTEXT_ENDED.at("context.token")
        if presence.token.demo and not self._grounds.demo_billable:
            yield v.DEMO_CARD.at("context.token")

    def check_alive(self, presence: Presence, whom: ResolvedContext) -> ClaimViolation | None:
        """Why the presentation cannot be billed: disputed by the holder, or made when the card was not active."""
        cards = self._grounds.cards
        if cards.repudiated(presence.token.context_id):
            return v.CONTEXT_DISPUTED.at("context")
        ended = cards.ended_at(whom.card_serial)
        if ended is None or presence.token.proof_time < ended:
            return None
        opposed = cards.state(whom.card_serial) == card_pb2.CARD_STATE_OPPOSED
        return (v.CARD_OPPOSED if opposed else v.CARD_NOT_ACTIVE).at("context")

    def _proven(self, context: CardContext) -> Presence | ClaimViolation:
        try:
            token = context_token.read(context.token, self._grounds.ring, None)
        except ProtocolError:
            return v.CONTEXT_INVALID.at("context.token")
        try:
            proof = check_proof.read(context.proof, self._grounds.ring)
        except ProtocolError:
            return v.PROOF_INVALID.at("context.proof")
        if token.practice_id != self._practice_id or not self._binding.matches(token.jkt, token.x5t):
            return v.CONTEXT_OF_ANOTHER.at("context.token")
        if proof.practice_id != self._practice_id or not self._binding.matches(proof.jkt, proof.x5t):
            return v.CONTEXT_OF_ANOTHER.at("context.proof")
        if proof.context_id != token.context_id:
            return v.PROOF_OF_ANOTHER.at("context.proof")
        return Presence(token, proof)

    def _against_proof(self, claim: SubmittedClaim, proof: CheckProof) -> Iterator[ClaimViolation]:
        if claim.rights_revision and claim.rights_revision != proof.rights_revision:
            yield v.PROOF_REVISION.at("rights_revision")
        if claim.care_date != proof.care_date.isoformat():
            yield v.PROOF_CARE_DATE.at("care_date")

    def _too_late(self, claim: SubmittedClaim, token: ContextToken) -> bool:
        """Whether context and time to transmit are both over; a bill of the day is sent when the software sends it."""
        if token.expires_at > self._now or token.context_id == self.billed_under:
            return False
        try:
            care_date = date.fromisoformat(claim.care_date)
        except ValueError:
            return False  # told by the check of the date itself
        return is_over(care_date, self._today, third_party=True)
