"""The services the registry asks, as ports: the vault for names and numbers, adri for what a card shows."""

from collections.abc import Collection
from typing import Protocol

from vitale.identity.v1.identity_service_pb2 import RevealedIdentity
from vitale.rights.v1.acquisition_service_pb2 import CardPerson


class Names(Protocol):
    """The vault. Methods raise DomainError UNAVAILABLE when it does not answer."""

    async def first_names(self, subject_ids: Collection[bytes]) -> dict[bytes, str]:
        """First names of those who have one, for the pages of their holder."""
        ...

    async def identities(self, subject_ids: Collection[bytes]) -> dict[bytes, RevealedIdentity]:
        """Numbers and traits of those who exist, for the face of a card."""
        ...

    async def find(self, number: str) -> bytes | None:
        """The subject behind a person's own number, or None."""
        ...


class Rights(Protocol):
    """adri. Methods raise DomainError UNAVAILABLE when it does not answer."""

    async def describe(self, holder_id: bytes, subject_ids: Collection[bytes] = ()) -> list[CardPerson]:
        """Persons of a holder's card whose membership is current, the holder first; empty = everybody on it."""
        ...
