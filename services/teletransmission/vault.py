"""The vault as intake needs it: beneficiaries by the key that a claim gives, one call for a batch."""

from collections.abc import Sequence
from typing import Protocol

from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved


class Vault(Protocol):
    """Finds subjects."""

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """One result for each key, same order.

        Raises:
            DomainError: UNAVAILABLE when the vault does not answer; nothing was changed.
        """
        ...
