"""Rules of care relations, pure: what may be opened, for how long, and until when a context of one lives."""

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from card_registry.fields import ID_BYTES, wrong

KINDS: Final = ("series", "lab", "nursing", "stay")
_REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,32}")
_LONGEST_MONTHS: Final = 12


def check_kind(kind: str) -> None:
    """Raise INVALID_ARGUMENT for what is no kind of care relation."""
    if kind not in KINDS:
        raise wrong("kind", "kind_unknown", f"Send one of: {', '.join(KINDS)}")


def check_reference(reference: str) -> None:
    """Raise INVALID_ARGUMENT for a reference of other characters or length; its text is never told."""
    if _REFERENCE.fullmatch(reference) is None:
        raise wrong("reference", "reference_form", "Send 1 to 32 characters of A-Z, 0-9 and dash")


def check_until(until: date, today: date) -> None:
    """Raise INVALID_ARGUMENT for a last day that has passed or is more than twelve months away."""
    if not today <= until <= latest(today):
        raise wrong("until", "until_range", "Send a day from today to twelve months from now")


def latest(today: date) -> date:
    """The same day twelve months later; the last of February for the 29th."""
    try:
        return today.replace(year=today.year + _LONGEST_MONTHS // 12)
    except ValueError:
        return date(today.year + _LONGEST_MONTHS // 12, 2, 28)


def relation_id_of(context_id: bytes, kind: str, reference: str) -> bytes:
    """The identifier of what a context opens: asked for again, it is the same relation."""
    named = b"|".join((b"relation", context_id, kind.encode(), reference.encode()))
    return hashlib.sha256(named).digest()[:ID_BYTES]


def end_of(until: date, place: str) -> datetime:
    """The moment at which the last day ends at the place of care (IANA zone)."""
    return datetime.combine(until + timedelta(days=1), time(), ZoneInfo(place)).astimezone(UTC)
