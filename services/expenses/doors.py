"""Owns the calls of the card's pages to the services behind: the user's token and proof of possession travel along."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from starlette.responses import JSONResponse, Response

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import Metadata, UnaryMethod, call, replies, with_token
from vitale.access.v1.audit_service_pb2_grpc import AuditServiceStub
from vitale.card.v1.card_service_pb2_grpc import CardServiceStub
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceStub
from vitale.card.v1.enrolment_service_pb2_grpc import EnrolmentServiceStub
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceStub
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.operations.v1.operations_service_pb2_grpc import OperationsServiceStub
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

Q = TypeVar("Q", bound=Message)
R = TypeVar("R", bound=Message)
NO_STORE: Final = {"Cache-Control": "no-store", "Vary": "Authorization, Accept-Language"}


@dataclass(frozen=True, slots=True)
class Doors:
    """Stubs of the services; None for one that this front was not told of: its pages then say that it is away."""

    enrolment: EnrolmentServiceStub | None = None
    card: CardServiceStub | None = None
    presentation: PresentationServiceStub | None = None
    desk: DeskServiceStub | None = None
    acquisition: AcquisitionServiceStub | None = None
    claims: ClaimServiceStub | None = None
    audit: AuditServiceStub | None = None
    operations: OperationsServiceStub | None = None

    @classmethod
    def over(cls, channels: "Channels") -> "Doors":
        """Open every door there is a channel for."""
        return cls(
            enrolment=EnrolmentServiceStub(channels.card_registry) if channels.card_registry else None,
            card=CardServiceStub(channels.card_registry) if channels.card_registry else None,
            presentation=PresentationServiceStub(channels.card_registry) if channels.card_registry else None,
            desk=DeskServiceStub(channels.card_registry) if channels.card_registry else None,
            acquisition=AcquisitionServiceStub(channels.adri) if channels.adri else None,
            claims=ClaimServiceStub(channels.teletransmission) if channels.teletransmission else None,
            audit=AuditServiceStub(channels.audit) if channels.audit else None,
            operations=OperationsServiceStub(channels.operations) if channels.operations else None,
        )


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels to the services; None where the settings name no address."""

    card_registry: grpc.aio.Channel | None = None
    adri: grpc.aio.Channel | None = None
    teletransmission: grpc.aio.Channel | None = None
    audit: grpc.aio.Channel | None = None
    operations: grpc.aio.Channel | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: access token, and the DPoP proof that a practice or a device made for the very method."""

    token: str
    proof: str = ""

    @property
    def metadata(self) -> Metadata:
        """What goes beside the token."""
        return (("dpop", self.proof),) if self.proof else ()


def present(stub: R | Any | None, service: str) -> Any:
    """The stub, or UNAVAILABLE with the name of the service that is away."""
    if stub is None:
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": service})
    return stub


async def ask(method: UnaryMethod[Q, R], request: Q, caller: Caller, *, timeout_s: float = 5.0) -> R:
    """One call; what fails is raised as the service's DomainError."""
    return await call(method, request, token=caller.token, timeout_s=timeout_s, metadata=caller.metadata)


def watch(method: Any, request: Message, caller: Caller) -> AsyncIterator[Any]:
    """A stream of replies; what fails is raised as the service's DomainError."""
    return replies(method(request, metadata=with_token(caller.token, caller.metadata)))


def as_json(message: Message) -> dict[str, Any]:
    """A message as proto3 JSON: bytes in base64, 64-bit numbers as text, every field there."""
    return MessageToDict(message, always_print_fields_with_no_presence=True)


def answered(message: Message) -> Response:
    """A message as the answer of a page's call; never kept by anybody."""
    return JSONResponse(as_json(message), headers=NO_STORE)
