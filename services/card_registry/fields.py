"""Fields of requests about cards and presentations, each read on its own; wrong ones told by path, reason, advice."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from card_registry.records import moment
from chassis.errors import DomainError, ErrorCode, FieldViolation

ID_BYTES: Final = 16
PURPOSES: Final = ("rights", "billing")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def wrong(field: str, reason: str, advice: str) -> DomainError:
    """INVALID_ARGUMENT for one field."""
    return DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, reason, advice)])


def read_id(value: bytes, field: str) -> bytes:
    """An identifier of 16 bytes."""
    if len(value) != ID_BYTES:
        raise wrong(field, "id_length", f"Send {ID_BYTES} bytes")
    return value


def read_ids(values: Sequence[bytes], field: str, *, most: int) -> list[bytes]:
    """Identifiers of 16 bytes, no more than `most`.

    Raises:
        DomainError: INVALID_ARGUMENT with every wrong one; BATCH_TOO_LARGE.
    """
    if len(values) > most:
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, {"field": field, "count": str(len(values)), "limit": str(most)})
    violations = [
        FieldViolation(f"{field}[{index}]", "id_length", f"Send {ID_BYTES} bytes")
        for index, value in enumerate(values)
        if len(value) != ID_BYTES
    ]
    if violations:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=violations)
    return list(values)


def read_purposes(values: Sequence[str]) -> tuple[str, ...]:
    """What a context is for, in one order; none named means all."""
    if not set(values) <= set(PURPOSES):
        raise wrong("purposes", "purpose_unknown", f"Send any of: {', '.join(PURPOSES)}")
    return tuple(purpose for purpose in PURPOSES if purpose in values or not values)


def read_moment(at_us: int, field: str) -> datetime:
    """A moment in microseconds since 1970 UTC."""
    try:
        return moment(at_us)
    except OverflowError:
        raise wrong(field, "moment_range", "Send microseconds since 1970, UTC") from None


def read_day(text: str, field: str) -> date:
    """A calendar day."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise wrong(field, "day_form", "Send a calendar day as YYYY-MM-DD")
