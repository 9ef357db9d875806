"""The store of accepted claims, as a port: one row for each invoice number of an issuer, never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from teletransmission.drafts import Draft


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an invoice number: receipt, content hash, when it was accepted (microseconds UTC)."""

    receipt_id: bytes
    content_hash: bytes
    accepted_at_us: int


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim as intake holds it; `message` is the serialised Claim."""

    kept: Kept
    message: bytes


class ClaimStore(Protocol):
    """Where accepted claims are kept together with what is to be published."""

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new, all in one statement with its outbox rows, and say what is held of each, by receipt.

        `drafts` name each receipt once. Of two callers with the same receipt exactly one is kept. When this returns,
        the rows are durable.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer; nothing or everything was kept, send again.
        """
        ...

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The claim of a receipt, or None."""
        ...
