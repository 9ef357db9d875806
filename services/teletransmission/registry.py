"""The card registry as intake needs it: who stands behind contexts, one call for a batch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import grpc

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from vitale.card.v1.presentation_service_pb2 import ResolveContextsRequest, ResolvedContext
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceStub

_PASSING: Final = frozenset(
    {ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.CANCELLED}
)


class Registry(Protocol):
    """Knows who was presented."""

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """Who stands behind each context; one that is not known is absent.

        Raises:
            DomainError: UNAVAILABLE when the registry does not answer.
        """
        ...


class GrpcRegistry:
    """The card registry over gRPC, called with this service's own token."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the registry, and what gives a token of this service."""
        self._stub, self._token = PresentationServiceStub(channel), token

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """See Registry."""
        request = ResolveContextsRequest(context_ids=context_ids)
        try:
            reply = await call(self._stub.ResolveContexts, request, token=self._token())
        except DomainError as error:
            code = ErrorCode.UNAVAILABLE if error.code in _PASSING else ErrorCode.INTERNAL
            facts = {"dependency": "card_registry", "cause": error.code.value}
            raise DomainError(code, facts, support_id=error.support_id) from error
        return {one.context_id: one for one in reply.contexts if one.known}
