"""The store of accepted settlements, as a port: one row by payer, reference and receipt, never overwritten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from teletransmission.settlements.drafts import ClaimBehind, SettlementDraft


@dataclass(frozen=True, slots=True)
class KeptSettlement:
    """What is known of a settlement: its content hash, and when it was accepted (microseconds UTC)."""

    content_hash: bytes
    accepted_at_us: int


class SettlementStore(Protocol):
    """Where accepted settlements are kept together with what is to be published.

    Methods raise DomainError(UNAVAILABLE) when the database does not answer: nothing or everything was kept.
    """

    async def behind(self, receipt_ids: Collection[bytes]) -> Mapping[bytes, ClaimBehind]:
        """The accepted claims of receipts, by receipt; those that intake does not hold are absent."""
        ...

    async def keep(self, drafts: Sequence[SettlementDraft]) -> Mapping[bytes, KeptSettlement]:
        """Keep what is new, all in one statement with its outbox rows; say what is held of each, by settlement id.

        `drafts` name each settlement once. Of two callers with the same one exactly one is kept. When this returns,
        the rows are durable.
        """
        ...
