"""A card registry and a ledger to ask in tests: contexts put by hand, estimates given back with what was asked."""

from collections.abc import Sequence
from typing import Final

from chassis.callers import require
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2
from vitale.card.v1.presentation_service_pb2 import (
    ResolveContextsRequest,
    ResolveContextsResponse,
    ResolvedContext,
)
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceServicer
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse


class ListedContexts:
    """A registry that knows the contexts put into it; `down` makes it answer like a dead one."""

    def __init__(self) -> None:
        """Know nobody."""
        self.known: dict[bytes, ResolvedContext] = {}
        self.asked: list[bytes] = []
        self.down = False

    def put(self, context_id: bytes, whom: ResolvedContext) -> None:
        """Make a context known, of an active card unless it says otherwise."""
        found = ResolvedContext(known=True, context_id=context_id, card_state=card_pb2.CARD_STATE_ACTIVE)
        found.MergeFrom(whom)
        self.known[context_id] = found

    async def resolve(self, context_ids: Sequence[bytes]) -> Sequence[ResolvedContext]:
        """Who stands behind each context; see the port."""
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "card_registry"})
        self.asked += context_ids
        return [self.known.get(one, ResolvedContext(context_id=one)) for one in context_ids]


class RegistryDoor(PresentationServiceServicer):
    """Listed contexts behind the registry's own contract."""

    NAME: Final = "vitale.card.v1.PresentationService"

    def __init__(self, contexts: ListedContexts) -> None:
        """Take the contexts."""
        self._contexts = contexts

    async def ResolveContexts(  # noqa: N802 - named by the contract
        self, request: ResolveContextsRequest, _context: object
    ) -> ResolveContextsResponse:
        """Who stands behind each context, for services."""
        require("service")
        return ResolveContextsResponse(contexts=await self._contexts.resolve(request.context_ids))


class EchoedEstimates:
    """A ledger that remembers what it was asked, and knows no contract of the insurer 12345678."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.asked: list[EstimateRequest] = []

    async def estimate(self, request: EstimateRequest) -> EstimateResponse:
        """An estimate; see the port."""
        self.asked.append(request)
        preview = ReceiptIssued(subject_id=request.subject_id, patient_cents=900, participation_year_cents=2600)
        return EstimateResponse(preview=preview, rules_version="test", unknown_contracts=["12345678"])
