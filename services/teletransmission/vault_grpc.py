"""The vault over gRPC, called with this service's own token."""

from collections.abc import Callable, Sequence
from typing import Final

import grpc

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, ResolveBatchRequest, Resolved
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

_PASSING: Final = frozenset(
    {ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.CANCELLED}
)


class GrpcVault:
    """The identity service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the identity service, and what gives a token of this service."""
        self._stub = IdentityServiceStub(channel)
        self._token = token

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """One result for each key, same order; see the port."""
        try:
            reply = await call(self._stub.ResolveBatch, ResolveBatchRequest(keys=keys), token=self._token())
        except DomainError as error:
            raise _as_ours(error) from error
        return reply.results


def _as_ours(error: DomainError) -> DomainError:
    """What the vault holds against this service is no fault of the practice: it is told apart, under one support id."""
    code = ErrorCode.UNAVAILABLE if error.code in _PASSING else ErrorCode.INTERNAL
    return DomainError(code, {"dependency": "identity", "cause": error.code.value}, support_id=error.support_id)
