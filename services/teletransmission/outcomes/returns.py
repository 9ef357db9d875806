"""What a practice is told of its claims: the outcome of one, and lists."""

from teletransmission.outcomes.outcome import UNHEARD
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.telling import outcome_message
from vitale.claim.v1.claim_service_pb2 import ClaimOutcome


class Returns:
    """Reads outcomes for the calls of practices."""

    def __init__(self, outcomes: OutcomeStore) -> None:
        """Take the store of outcomes."""
        self._outcomes = outcomes

    async def of(self, receipt_id: bytes) -> ClaimOutcome:
        """What became of an accepted claim; DomainError UNAVAILABLE."""
        found = await self._outcomes.find([receipt_id])
        return outcome_message(found.get(receipt_id, UNHEARD))
