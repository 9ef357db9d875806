"""The card registry, the vault and the ledger over gRPC, called with this service's own token."""

from collections.abc import Callable, Sequence
from typing import Final

import grpc

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from vitale.card.v1.presentation_service_pb2 import ResolveContextsRequest, ResolvedContext
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceStub
from vitale.identity.v1.identity_service_pb2 import RevealedIdentity, RevealIdentityRequest
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

PURPOSE: Final = "rights_answer"
_PASSING: Final = frozenset({ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.DEADLINE_EXCEEDED})


class GrpcRegistry:
    """The card_registry service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the registry, and what gives a token of this service."""
        self._stub, self._token = PresentationServiceStub(channel), token

    async def resolve(self, context_ids: Sequence[bytes]) -> Sequence[ResolvedContext]:
        """Who stands behind each context; see the port."""
        try:
            request = ResolveContextsRequest(context_ids=context_ids)
            reply = await call(self._stub.ResolveContexts, request, token=self._token())
        except DomainError as error:
            raise _as_ours(error, "card_registry") from error
        return list(reply.contexts)


class GrpcIdentities:
    """The identity service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the vault, and what gives a token of this service."""
        self._stub, self._token = IdentityServiceStub(channel), token

    async def reveal(self, subject_ids: Sequence[bytes]) -> Sequence[RevealedIdentity | None]:
        """Number and traits of each person; see the port."""
        asked = list(dict.fromkeys(subject_ids))
        try:
            request = RevealIdentityRequest(subject_ids=asked, purpose=PURPOSE)
            reply = await call(self._stub.RevealIdentity, request, token=self._token())
        except DomainError as error:
            raise _as_ours(error, "identity") from error
        found = {person.subject_id: person for person in reply.persons}
        return [found.get(subject_id) for subject_id in subject_ids]


class GrpcEstimates:
    """The receipts api."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the receipts api, and what gives a token of this service."""
        self._stub, self._token = ReceiptServiceStub(channel), token

    async def estimate(self, request: EstimateRequest) -> EstimateResponse:
        """What a care would cost; see the port."""
        return await call(self._stub.Estimate, request, token=self._token())


def _as_ours(error: DomainError, dependency: str) -> DomainError:
    """What a peer holds against this service is not the caller's to read."""
    code = ErrorCode.UNAVAILABLE if error.code in _PASSING else ErrorCode.INTERNAL
    return DomainError(code, {"dependency": dependency, "cause": error.code.value}, support_id=error.support_id)
