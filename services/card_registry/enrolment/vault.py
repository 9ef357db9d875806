"""The vault as enrolment asks it: whose number this is, and how an identity compares; never what it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import grpc

from chassis.grpc_client import call
from vitale.identity.v1 import identity_service_pb2 as pb
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

_VERDICTS: Final = {
    pb.TRAIT_VERDICT_SAME: "same",
    pb.TRAIT_VERDICT_CLOSE: "close",
    pb.TRAIT_VERDICT_DIFFERS: "differs",
    pb.TRAIT_VERDICT_UNSPECIFIED: "unknown",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What the vault says of a subject: whether the number is theirs, their age in years, verdicts by trait."""

    number_matches: bool
    age: int
    traits: Mapping[str, str]


class Vault(Protocol):
    """The vault. Methods raise DomainError UNAVAILABLE when it does not answer."""

    async def find(self, numbers: Sequence[str]) -> list[pb.Subject | None]:
        """The subject of each number; None when nobody is known under it, or when it is malformed."""
        ...

    async def compare_number(self, subject_id: bytes, number: str) -> Compared:
        """Compare a number; DomainError names the field when it is malformed."""
        ...

    async def compare_traits(self, subject_id: bytes, traits: pb.Traits, birth_date: str) -> Compared:
        """Compare what was read from a document."""
        ...


class GrpcVault:
    """The identity service over gRPC, called with this service's own token."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the identity service, and what gives a token of this service."""
        self._stub, self._token = IdentityServiceStub(channel), token

    async def find(self, numbers: Sequence[str]) -> list[pb.Subject | None]:
        """See Vault."""
        request = pb.FindByNumberRequest(numbers=numbers)
        reply = await call(self._stub.FindByNumber, request, token=self._token())
        return [subject if subject.subject_id else None for subject in reply.subjects]

    async def compare_number(self, subject_id: bytes, number: str) -> Compared:
        """See Vault."""
        return await self._compare(pb.CompareIdentityRequest(subject_id=subject_id, number=number))

    async def compare_traits(self, subject_id: bytes, traits: pb.Traits, birth_date: str) -> Compared:
        """See Vault."""
        request = pb.CompareIdentityRequest(subject_id=subject_id, traits=traits, birth_date=birth_date)
        return await self._compare(request)

    async def _compare(self, request: pb.CompareIdentityRequest) -> Compared:
        reply = await call(self._stub.CompareIdentity, request, token=self._token())
        traits = {name: _VERDICTS[verdict] for name, verdict in reply.traits.items()}
        return Compared(reply.number_matches, reply.age, traits)
