"""What a state version means next to the one that is known: newer, the same again, stale, or a contradiction. Pure."""

from dataclasses import dataclass

from chassis.errors import DomainError, ErrorCode


@dataclass(frozen=True, slots=True)
class Answered:
    """The last state taken of an opener and what was answered, in the order of its persons."""

    state_version: int
    content_hash: bytes
    subjects: tuple[bytes, ...]
    revisions: tuple[int, ...]


def repeats(known: Answered | None, state_version: int, content_hash: bytes) -> bool:
    """Whether a state is the known one again; False when it is newer.

    Raises:
        DomainError: STALE_STATE for a lower version, CONTENT_CONFLICT for the same version with other content.
    """
    if known is None or state_version > known.state_version:
        return False
    facts = {"field": "state_version", "sent": str(state_version), "known": str(known.state_version)}
    if state_version < known.state_version:
        raise DomainError(ErrorCode.STALE_STATE, facts)
    if content_hash != known.content_hash:
        raise DomainError(ErrorCode.CONTENT_CONFLICT, facts)
    return True
