"""What a practice is told of its claims: the outcome of one, and lists with totals."""

from functools import reduce

from chassis.clock import Clock
from teletransmission.outcomes.asking import cursor_of, page_size_of, scope_of, spot_of
from teletransmission.outcomes.listing import Total, added
from teletransmission.outcomes.lists import ClaimLists
from teletransmission.outcomes.outcome import UNHEARD
from teletransmission.outcomes.store import OutcomeStore
from teletransmission.outcomes.telling import RETRIED, listed_message, outcome_message, total_message
from teletransmission.practice import Practice
from teletransmission.store import HeldClaim
from vitale.claim.v1.claim_service_pb2 import ClaimOutcome, ListClaimsRequest, ListClaimsResponse, StateTotal


class Returns:
    """Reads outcomes for the calls of practices."""

    def __init__(self, outcomes: OutcomeStore, lists: ClaimLists, clock: Clock) -> None:
        """Take the store of outcomes, the lists, and the clock that says which lots are recent."""
        self._outcomes, self._lists, self._clock = outcomes, lists, clock

    async def of(self, newest: HeldClaim) -> ClaimOutcome:
        """What became of an accepted claim, whose newest version this is; DomainError UNAVAILABLE."""
        kept = newest.kept
        found = await self._outcomes.find([kept.receipt_id])
        outcome = found.get(kept.receipt_id, UNHEARD)
        return outcome_message(outcome.of_newest(kept.version, cancelled=newest.cancelled), outcome.amounts)

    async def listed(self, request: ListClaimsRequest, practice: Practice) -> ListClaimsResponse:
        """One page of a practice's claims, with totals of the whole day or lot as they are at this moment.

        Raises:
            DomainError: INVALID_ARGUMENT naming the field, CURSOR_INVALID, UNAVAILABLE.
        """
        scope = scope_of(request, practice.issuer, practice.today(self._clock))
        most, after = page_size_of(request), spot_of(request.cursor)
        found = await self._lists.page(scope, after, most + 1)
        page = found[:most]
        response = ListClaimsResponse(
            claims=[listed_message(one) for one in page],
            next_cursor=cursor_of(page[-1].spot) if len(found) > most else "",
        )
        _add_totals(response, list(await self._lists.totals(scope)))
        return response


def _add_totals(response: ListClaimsResponse, totals: list[Total]) -> None:
    response.totals.extend(total_message(total) for total in totals)
    response.to_retry = sum(total.claims for total in totals if total.state in RETRIED)
    whole = total_message(reduce(added, totals)) if totals else StateTotal()
    whole.ClearField("state")
    response.whole.CopyFrom(whole)
