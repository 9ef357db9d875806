"""The claim store's in-memory twin, for tests and demonstrations without a database; passes the same suite."""

from collections.abc import Mapping, Sequence

from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import seal
from teletransmission import records
from teletransmission.drafts import Draft, Filed
from teletransmission.store import HeldClaim, Kept


class MemoryClaimStore:
    """Keeps claims in a dictionary and their records in `outbox`; `down` makes it answer like a dead database.

    `filed` says under what each receipt is listed, and when it was accepted (microseconds UTC).
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.outbox: list[OutRecord] = []
        self.down = False
        self.cares: dict[int, bytes] = {}
        self.filed: dict[bytes, tuple[Filed, int]] = {}
        self._held: dict[bytes, HeldClaim] = {}

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new and say what is held of each; see the port."""
        self._answer()
        for draft in drafts:
            if draft.receipt_id not in self._held:
                kept = Kept(draft.receipt_id, draft.content_hash, draft.accepted_at_us)
                self._held[draft.receipt_id] = HeldClaim(kept, draft.message)
                self.filed[draft.receipt_id] = (draft.filed, draft.accepted_at_us)
                self.outbox.append(_record(draft))
                if not draft.paper:
                    self.cares.setdefault(draft.care, draft.receipt_id)
        return {draft.receipt_id: self._held[draft.receipt_id].kept for draft in drafts}

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The claim of a receipt, or None; see the port."""
        self._answer()
        return self._held.get(receipt_id)

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})


def _record(draft: Draft) -> OutRecord:
    return OutRecord(
        topic=records.TOPIC,
        partition=draft.partition,
        key=draft.home_id,
        value=seal(draft.message),
        headers=records.headers(draft, inject_headers()),
    )
