"""The card registry as intake needs it: who stands behind contexts, one call for a batch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import grpc

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from vitale.card.v1.presentation_service_pb2 import ResolveContextsRequest, ResolvedContext
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceStub

_REMEMBERED: Final = 50_000
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
    """The card registry over gRPC, called with this service's own token; whom it named once is remembered."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the registry, and what gives a token of this service."""
        self._stub, self._token = PresentationServiceStub(channel), token
        self._known: dict[bytes, ResolvedContext] = {}

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """See Registry."""
        missing = [one for one in dict.fromkeys(context_ids) if one not in self._known]
        if missing:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known |= {one.context_id: one for one in await self._asked(missing) if one.known}
        return {one: self._known[one] for one in context_ids if one in self._known}

    async def _asked(self, context_ids: Sequence[bytes]) -> Sequence[ResolvedContext]:
        request = ResolveContextsRequest(context_ids=context_ids)
        try:
            return (await call(self._stub.ResolveContexts, request, token=self._token())).contexts
        except DomainError as error:
            code = ErrorCode.UNAVAILABLE if error.code in _PASSING else ErrorCode.INTERNAL
            facts = {"dependency": "card_registry", "cause": error.code.value}
            raise DomainError(code, facts, support_id=error.support_id) from error
