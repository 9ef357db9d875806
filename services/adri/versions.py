"""What a version means next to the one that is known: newer, the same again, stale, or a contradiction. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from chassis.errors import DomainError, ErrorCode


@dataclass(frozen=True, slots=True)
class Answered:
    """The last state taken of an opener and what was answered, in the order of its persons."""

    state_version: int
    content_hash: bytes
    subjects: tuple[bytes, ...]
    revisions: tuple[int, ...]

    @property
    def version(self) -> "Version":
        """What a state is compared with."""
        return Version(self.state_version, self.content_hash)


class Version(NamedTuple):
    """A version of something and the digest of what it states."""

    number: int
    content_hash: bytes


def repeats(known: Version | None, sent: Version, field: str = "state_version") -> bool:
    """Whether a state is the known one again; False when it is newer.

    Raises:
        DomainError: STALE_STATE for a lower version, CONTENT_CONFLICT for the same version with other content; both
            name the field.
    """
    if known is None or sent.number > known.number:
        return False
    facts = {"field": field, "sent": str(sent.number), "known": str(known.number)}
    if sent.number < known.number:
        raise DomainError(ErrorCode.STALE_STATE, facts)
    if sent.content_hash != known.content_hash:
        raise DomainError(ErrorCode.CONTENT_CONFLICT, facts)
    return True
