"""The store of accepted claims, as a port: each version of an invoice number of an issuer, none ever overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from teletransmission.drafts import Draft, Kept

__all__ = ["ClaimStore", "HeldClaim", "Kept", "Standing"]


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A version of a claim as intake holds it; `message` is the serialised Claim."""

    kept: Kept
    message: bytes
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim that may be corrected: its first and its newest version, and where its records go."""

    first: HeldClaim
    newest: HeldClaim
    home_id: bytes
    partition: int


class ClaimStore(Protocol):
    """Where accepted claims are kept together with what is to be published."""

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new, all in one statement with its outbox rows, and say what was first held of each, by receipt.

        `drafts` name each receipt once. Of two callers with the same receipt exactly one is kept. When this returns,
        the rows are durable.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer; nothing or everything was kept, send again.
        """
        ...

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The newest version of the claim of a receipt, or None."""
        ...

    async def standing(self, receipt_id: bytes) -> Standing | None:
        """The first and the newest version of a claim, or None."""
        ...

    async def version(self, receipt_id: bytes, number: int) -> HeldClaim | None:
        """One version of a claim, or None."""
        ...

    async def replace(self, draft: Draft) -> bool:
        """Keep a version, with its outbox row, where the one before it is the newest and cancels nothing.

        False when it is not: nothing was kept. Of several callers for one version exactly one is told True. Its care
        takes the place of the one before; a cancelled claim has none.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer; nothing or everything was kept, send again.
        """
        ...
