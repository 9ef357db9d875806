"""The vault as adri needs it: the persons of one card made known, all or nothing."""

from collections.abc import Sequence
from typing import Protocol

from vitale.identity.v1.identity_service_pb2 import Person, Subject


class Vault(Protocol):
    """Makes persons known."""

    async def register(self, opener: Person, beneficiaries: Sequence[Person]) -> list[Subject]:
        """Subjects of the opener and of the beneficiaries, in that order; the same person gives the same subject.

        Raises:
            DomainError: what the vault refuses, with its field violations under the paths of PutRights; UNAVAILABLE
                when it does not answer. Nothing was changed.
        """
        ...
