"""The vault over gRPC, called with this service's own token."""

from collections.abc import Callable, Sequence
from typing import Final

import grpc

from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.grpc_client import call
from vitale.identity.v1.identity_service_pb2 import (
    BeneficiaryKey,
    Person,
    RegisterBatchRequest,
    ResolveBatchRequest,
    Resolved,
    Subject,
)
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

    async def register(self, opener: Person, beneficiaries: Sequence[Person]) -> list[Subject]:
        """Subjects of the opener and of the beneficiaries; see the port."""
        request = RegisterBatchRequest(opener=opener, beneficiaries=beneficiaries)
        try:
            reply = await call(self._stub.RegisterBatch, request, token=self._token())
        except DomainError as error:
            raise _as_ours(error) from error
        return [reply.opener, *reply.beneficiaries]

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> list[Resolved]:
        """Who stands behind each key; see the port."""
        try:
            reply = await call(self._stub.ResolveBatch, ResolveBatchRequest(keys=keys), token=self._token())
        except DomainError as error:
            raise _as_ours(error) from error
        return list(reply.results)


def _as_ours(error: DomainError) -> DomainError:
    """What the vault says of a field is the scheme's to read; what it holds against this service is not."""
    if error.violations:
        violations = [FieldViolation(_path(v.field), v.reason, v.advice) for v in error.violations]
        return DomainError(error.code, error.facts, violations, support_id=error.support_id)
    code = ErrorCode.UNAVAILABLE if error.code in _PASSING else ErrorCode.INTERNAL
    return DomainError(code, {"dependency": "identity", "cause": error.code.value}, support_id=error.support_id)


def _path(field: str) -> str:
    """The path in PutRights of a path in RegisterBatch: opener.nir is opener.person.nir."""
    person, _, rest = field.partition(".")
    return f"{person}.person.{rest}" if rest else f"{person}.person"
