"""The vault as adri's intake needs it: persons of a card made known, and who stands behind a billing key."""

from collections.abc import Sequence
from typing import Protocol

from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Person, Resolved, Subject


class Vault(Protocol):
    """Knows persons by their numbers. Methods raise DomainError UNAVAILABLE when it does not answer."""

    async def register(self, opener: Person, beneficiaries: Sequence[Person]) -> list[Subject]:
        """Subjects of the opener and of the beneficiaries, in that order; the same person gives the same subject.

        Raises:
            DomainError: what the vault refuses, with its field violations under the paths of PutRights; UNAVAILABLE
                when it does not answer. Nothing was changed.
        """
        ...

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> list[Resolved]:
        """Who stands behind each key, in their order, or what is wrong with it."""
        ...
