"""The services that acquisition asks, as ports: the card registry, the vault, the ledger's estimates."""

from collections.abc import Sequence
from typing import Protocol

from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.identity.v1.identity_service_pb2 import RevealedIdentity
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse


class Registry(Protocol):
    """The card registry."""

    async def resolve(self, context_ids: Sequence[bytes]) -> Sequence[ResolvedContext]:
        """Who stands behind each context, at most 500; DomainError UNAVAILABLE when it does not answer."""
        ...


class Identities(Protocol):
    """The vault."""

    async def reveal(self, subject_ids: Sequence[bytes]) -> Sequence[RevealedIdentity | None]:
        """Number and traits of each person, at most 100, in their order; None for who is not known.

        Raises:
            DomainError: UNAVAILABLE when it does not answer.
        """
        ...


class Estimates(Protocol):
    """The ledger."""

    async def estimate(self, request: EstimateRequest) -> EstimateResponse:
        """What a care would cost the person that the request names; DomainError as the ledger gives it."""
        ...
