"""What access by number keeps, as a port: looks of accounts, who is confirmed, who is frozen."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adri.by_number.rules import Found, Limits, Ruling, Tally
from contracts.access import AccessRow

Met = tuple[str, bytes]
"""A practice and a person, 16 bytes, who had care there or presented a card."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: who asks, whom it concerns (16 bytes; None when nobody is known), when (aware UTC)."""

    actor_id: str
    practice_id: str
    subject_id: bytes | None
    at: datetime
    limits: Limits
    person: bool
    canary: bool

    def found(self, *, new: bool) -> Found:
        """The same as the rules read it."""
        return Found(person=self.person, new=new, canary=self.canary)


class LookStore(Protocol):
    """Looks by number. Every method raises DomainError UNAVAILABLE when the database does not answer."""

    async def tally(self, actor_id: str, at: datetime) -> Tally:
        """What an account did so far."""
        ...

    async def settle(self, look: Look, access: Callable[[Ruling], AccessRow | None]) -> Ruling:
        """Rule on a look, keep it and the access that the person sees, all at once and one look of an account after
        another: however many come together, no limit is passed."""
        ...

    async def confirm(self, met: Collection[Met], at: datetime) -> None:
        """Care or a presentation shows that accesses were rightful."""
        ...

    async def strangers(self, since: datetime) -> Collection[Met]:
        """Everybody whom a practice looked up since then, without care so far."""
        ...

    async def release(self, actor_id: str, *, by: str, at: datetime) -> bool:
        """After a review: the account is no longer frozen and its looks so far count no more; False when unknown."""
        ...

    async def forget(self, before: datetime) -> None:
        """Delete looks older than this."""
        ...
