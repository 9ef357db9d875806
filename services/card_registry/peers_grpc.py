"""The vault and adri over gRPC, called with this service's own token."""

from collections.abc import Callable, Collection
from typing import Final

import grpc

from chassis.grpc_client import call
from vitale.identity.v1 import identity_service_pb2 as vault
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from vitale.rights.v1.acquisition_service_pb2 import CardPerson, DescribeCardRequest
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

# First names alone, for the holder's own pages.
_PAGE: Final = "card_page"
_FACE: Final = "card_face"
VAULT: Final = "vitale.identity.v1.IdentityService"
ADRI: Final = "vitale.rights.v1.AcquisitionService"


class GrpcNames:
    """The identity service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to the identity service, and what gives a token of this service."""
        self._stub, self._token = IdentityServiceStub(channel), token

    async def first_names(self, subject_ids: Collection[bytes]) -> dict[bytes, str]:
        """First names; see the port."""
        if not subject_ids:
            return {}
        request = vault.RevealRequest(subject_ids=list(subject_ids), purpose=_PAGE)
        reply = await call(self._stub.Reveal, request, token=self._token())
        return {person.subject_id: person.first_name for person in reply.persons}

    async def identities(self, subject_ids: Collection[bytes]) -> dict[bytes, vault.RevealedIdentity]:
        """Numbers and traits; see the port."""
        request = vault.RevealIdentityRequest(subject_ids=list(subject_ids), purpose=_FACE)
        reply = await call(self._stub.RevealIdentity, request, token=self._token())
        return {person.subject_id: person for person in reply.persons}

    async def find(self, number: str) -> bytes | None:
        """The subject behind a number; see the port."""
        reply = await call(self._stub.FindByNumber, vault.FindByNumberRequest(numbers=[number]), token=self._token())
        return reply.subjects[0].subject_id or None


class GrpcRights:
    """The adri service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        """Take a channel to adri, and what gives a token of this service."""
        self._stub, self._token = AcquisitionServiceStub(channel), token

    async def describe(self, holder_id: bytes, subject_ids: Collection[bytes] = ()) -> list[CardPerson]:
        """Persons of a card; see the port."""
        request = DescribeCardRequest(opener_subject_id=holder_id, subject_ids=list(subject_ids))
        return list((await call(self._stub.DescribeCard, request, token=self._token())).persons)
