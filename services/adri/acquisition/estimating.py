"""What a care would cost the person behind a context: the ledger's own estimate, asked in that person's name."""

from typing import Final, NamedTuple

from adri.acquisition.accesses import Access, Accesses
from adri.acquisition.contexts import Caller, Contexts
from adri.acquisition.peers import Estimates
from chassis.clock import Clock
from reimbursement.model import Sector
from vitale.access.v1.access_pb2 import ACCESS_DECISION_GRANTED
from vitale.claim.v1.claim_pb2 import Performer
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse

_PURPOSES: Final = frozenset({"rights", "billing"})
_ACTION: Final = "estimate"
_OF_OTHER_CARE: Final = ("participation_year_cents", "franchise_year_cents", "subject_id", "opener_subject_id", "uses")
"""What a preview tells the person of their year, and a professional has no need to know."""


class Estimating(NamedTuple):
    """Estimates by context."""

    contexts: Contexts
    estimates: Estimates
    accesses: Accesses
    clock: Clock

    async def estimate(self, token: str, care: EstimateRequest, caller: Caller) -> EstimateResponse:
        """The estimate of a care by this practice; person, opener and performer are never those of the request.

        Raises:
            DomainError: CONTEXT_INVALID, CONTEXT_EXPIRED, CONTEXT_DEAD, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED, and
                what the ledger refuses, with its fields under `care`.
        """
        whom = await self.contexts.behind(self.contexts.read(token, caller, _PURPOSES))
        self.contexts.check_alive(whom)
        asked = EstimateRequest()
        asked.CopyFrom(care)
        asked.subject_id, asked.opener_subject_id = whom.subject_id, whom.opener_subject_id
        asked.performer.CopyFrom(performer_of(caller))
        found = await self.estimates.estimate(asked)
        digest = care.SerializeToString(deterministic=True)
        await self.accesses.note(caller, whom, Access(_ACTION, digest, ACCESS_DECISION_GRANTED, self.clock.now()))
        for field in _OF_OTHER_CARE:
            found.preview.ClearField(field)
        return found


def performer_of(caller: Caller) -> Performer:
    """The practice that calls, as a claim names who performs."""
    listing = caller.listing
    sector = Sector.TWO_OPTAM.value if listing.optam and listing.sector == Sector.TWO else listing.sector
    return Performer(practice_id=listing.practice_id, kind=listing.kind, sector=sector, place=listing.place)
