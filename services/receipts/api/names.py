"""Owns first names as the vault reveals them; a vault that does not answer leaves persons unnamed, never unlisted."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

import grpc
import structlog

from chassis.errors import DomainError
from chassis.grpc_client import call
from vitale.identity.v1.identity_service_pb2 import RevealRequest
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

_PURPOSE: Final = "receipt_page"
_TIMEOUT_S: Final = 1.0
_log = structlog.get_logger(__name__)


class Names(Protocol):
    """Where first names come from."""

    async def first_names(self, subject_ids: Collection[bytes]) -> Mapping[bytes, str]:
        """First names of those that are known; empty when nobody answers."""
        ...


class VaultNames:
    """Asks the vault, in the name of this service."""

    def __init__(self, channel: grpc.aio.Channel, token: Callable[[], str]) -> None:
        self._stub = IdentityServiceStub(channel)
        self._token = token

    async def first_names(self, subject_ids: Collection[bytes]) -> Mapping[bytes, str]:
        """See Names."""
        request = RevealRequest(subject_ids=subject_ids, purpose=_PURPOSE)
        try:
            revealed = await call(self._stub.Reveal, request, token=self._token(), timeout_s=_TIMEOUT_S)
        except DomainError as error:
            _log.warning("names_not_revealed", code=error.code.value)
            return {}
        return {person.subject_id: person.first_name for person in revealed.persons if person.first_name}
