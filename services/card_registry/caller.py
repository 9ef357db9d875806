"""The practice that calls: its token, the directory's word on it, and the key that its contexts are bound to."""

from typing import NamedTuple

from card_registry.store import Practice
from chassis.binding import Binding, require_binding
from chassis.callers import require
from chassis.directory import Listings


class Caller(NamedTuple):
    """A practice, its place (IANA zone), and the key it proved to hold."""

    practice: Practice
    place: str
    binding: Binding

    @property
    def key_thumbprint(self) -> str:
        """The key as a redemption keeps it; the two kinds of thumbprint never meet."""
        return f"jkt:{self.binding.jkt}" if self.binding.jkt else f"x5t:{self.binding.x5t}"


def calling_practice(directory: Listings) -> Caller:
    """The practice of the present request.

    Raises:
        DomainError: PERMISSION_DENIED for another role, PROFESSIONAL_SUSPENDED; BINDING_REQUIRED or UNAUTHENTICATED
            without a sound proof of a key; UNAVAILABLE when the directory is too old.
    """
    claims = require("practice")
    listing = directory.check(claims)
    actor = claims.attributes.get("actor_id", claims.subject)
    profession = claims.attributes.get("profession", listing.profession)
    return Caller(Practice(listing.practice_id, listing.name, actor, profession), listing.place, require_binding())
