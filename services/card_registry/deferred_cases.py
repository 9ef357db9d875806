"""Presentations that arrived twice, one of them without network: what the desk lists and closes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

FINDINGS: Final = frozenset({"error", "fraud", "nothing"})
"""What a person may find."""


@dataclass(frozen=True, slots=True)
class DeferredCase:
    """One second arrival: when it came, when the practice says it scanned, who took the presentation first."""

    case_id: bytes
    arrived_at: datetime
    scanned_at: datetime
    practice_id: str
    first_context_id: bytes


class DeferredCases(Protocol):
    """Cases that wait for a person. Methods raise DomainError UNAVAILABLE when the database does not answer."""

    async def add(self, case: DeferredCase) -> None:
        """Keep a case; nothing when it is known."""
        ...

    async def waiting(self) -> list[DeferredCase]:
        """Cases nobody has closed, the oldest first."""
        ...

    async def close(self, case_id: bytes, finding: str, *, by: str, at: datetime) -> None:
        """Note what was found; nothing when the same was noted before. The caller has checked `finding`.

        `by` is the operator's own identifier.

        Raises:
            DomainError: NOT_FOUND; CONTENT_CONFLICT when something else was noted before.
        """
        ...
