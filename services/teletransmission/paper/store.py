"""The store of paper claims, as a port: what is new goes into the log like any claim, what was sent before is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from teletransmission.drafts import Draft
from teletransmission.store import Kept


class State(StrEnum):
    """What became of a held claim."""

    HELD = "held"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """A held paper claim; `twin_receipt_id` is the teletransmitted claim of the same care, `message` the Claim."""

    kept: Kept
    twin_receipt_id: bytes
    state: State
    message: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided about a held claim, and when (microseconds UTC); a name at work, never an insured person's."""

    by: str
    at_us: int


class PaperStore(Protocol):
    """Where paper claims are kept or held."""

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept | Held]:
        """Keep or hold what is new, all of it or nothing, and say what is held of each, by receipt.

        Held is what has the mark of a teletransmitted claim under another number, whichever of the two calls came
        last to an end: a teletransmission under way is waited for.

        Raises:
            DomainError: UNAVAILABLE; nothing or everything was done, send again.
        """
        ...

    async def find(self, receipt_id: bytes) -> Held | None:
        """The paper claim that is or was held under a receipt, or None."""
        ...

    async def waiting(self, limit: int) -> Sequence[Held]:
        """The claims that wait for a human, the oldest first."""
        ...

    async def release(self, receipt_id: bytes, decision: Decision) -> bool:
        """Let a held claim be settled like any other; False when it is not held, or its number was taken meanwhile."""
        ...

    async def refuse(self, receipt_id: bytes, decision: Decision) -> bool:
        """Refuse a held claim for good; False when it is not held."""
        ...
