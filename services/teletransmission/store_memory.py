"""The claim store's in-memory twin, for tests and demonstrations without a database; passes the same suite."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from contracts.envelope import seal
from teletransmission import records
from teletransmission.drafts import Draft, Filed
from teletransmission.store import HeldClaim, Kept, Standing


class MemoryClaimStore:
    """Keeps claims in a dictionary and their records in `outbox`; `down` makes it answer like a dead database.

    `filed` says under what each receipt is listed, and when it was accepted (microseconds UTC).
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.outbox: list[OutRecord] = []
        self.down = False
        self.filed: dict[bytes, tuple[Filed, int]] = {}
        self._cares: dict[bytes, int] = {}
        self._drafts: dict[bytes, list[Draft]] = {}

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept]:
        """Keep what is new and say what was first held of each; see the port."""
        self._answer()
        for draft in drafts:
            if draft.receipt_id not in self._drafts:
                self._drafts[draft.receipt_id] = [draft]
                self.filed[draft.receipt_id] = (draft.filed, draft.accepted_at_us)
                self.outbox.append(_record(draft))
                if not draft.paper:
                    self._cares[draft.receipt_id] = draft.care
        return {draft.receipt_id: _held(self._drafts[draft.receipt_id], 1).kept for draft in drafts}

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The newest version; see the port."""
        self._answer()
        return self.newest(receipt_id)

    async def standing(self, receipt_id: bytes) -> Standing | None:
        """The first and the newest version; see the port."""
        self._answer()
        if (versions := self._drafts.get(receipt_id)) is None:
            return None
        first = versions[0]
        return Standing(_held(versions, 1), _held(versions, len(versions)), first.home_id, first.partition)

    async def version(self, receipt_id: bytes, number: int) -> HeldClaim | None:
        """One version; see the port."""
        self._answer()
        versions = self._drafts.get(receipt_id, [])
        return _held(versions, number) if 0 < number <= len(versions) else None

    async def replace(self, draft: Draft) -> bool:
        """Keep a version after the newest; see the port."""
        self._answer()
        versions = self._drafts.get(draft.receipt_id, [])
        if not versions or len(versions) != draft.version - 1 or versions[-1].cancelled:
            return False
        versions.append(draft)
        filed, accepted_at_us = self.filed[draft.receipt_id]
        charged = replace(filed, charged_cents=draft.filed.charged_cents)
        self.filed[draft.receipt_id] = (charged, accepted_at_us)
        self.outbox.append(_record(draft))
        if draft.cancelled:
            self._cares.pop(draft.receipt_id, None)
        elif draft.receipt_id in self._cares:
            self._cares[draft.receipt_id] = draft.care
        return True

    def newest(self, receipt_id: bytes) -> HeldClaim | None:
        """The newest version of a claim, or None."""
        versions = self._drafts.get(receipt_id)
        return _held(versions, len(versions)) if versions else None

    def holder(self, care: int) -> bytes | None:
        """The receipt of a teletransmitted claim of a care, or None."""
        return min((receipt for receipt, mark in self._cares.items() if mark == care), default=None)

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})


def _held(versions: Sequence[Draft], number: int) -> HeldClaim:
    draft, late = versions[number - 1], versions[0].late_by_working_days
    return HeldClaim(replace(draft.kept, late_by_working_days=late), draft.message, draft.cancelled)


def _record(draft: Draft) -> OutRecord:
    return OutRecord(
        topic=records.TOPIC,
        partition=draft.partition,
        key=draft.home_id,
        value=seal(draft.message),
        headers=records.headers(draft),
    )
