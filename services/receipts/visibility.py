"""Owns the one decision of who sees what: `visible(viewer, entry, day)`, from dated membership and an entry's audience.

Lists, counters, ETags, wake-ups and cursors all come from what this function lets through.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from contracts.codec import day_of
from reimbursement.dated import age_on
from vitale.receipt.v1.receipt_pb2 import Audience
from vitale.rights.v1.rights_pb2 import Quality

MAJORITY = 18
"""Age from which a child leaves the parents' view, in whole years (Code civil, article 414)."""

FAMILY = int(Audience.AUDIENCE_FAMILY)
SUBJECT_ONLY = int(Audience.AUDIENCE_SUBJECT_ONLY)
AUDIENCES = (FAMILY, SUBJECT_ONLY)
_CHILD = int(Quality.QUALITY_CHILD)


class Membership(NamedTuple):
    """One person on somebody's card: days are both included, no last day means no end is known."""

    subject_id: bytes
    partition: int
    quality: int
    birth_date: str
    first_day: date
    last_day: date | None = None


class Viewer(NamedTuple):
    """Who looks, and everybody who is, was or will be on their card. `partition` None: no rights are known yet."""

    subject_id: bytes
    partition: int | None
    memberships: tuple[Membership, ...] = ()


class EntryFacts(NamedTuple):
    """What the decision needs of an entry (or of a use of a counter): whose it is, and its audience."""

    subject_id: bytes
    audience: int


class Person(NamedTuple):
    """A person of the visible set, the partition of their entries (None: not known yet), the audiences shown."""

    subject_id: bytes
    partition: int | None
    audiences: tuple[int, ...]


def visible(viewer: Viewer, entry: EntryFacts, day: date) -> bool:
    """Whether `viewer` may see `entry` on `day` (the day of looking, in Paris): what is not allowed here is refused.

    One's own entries always; a child's, when they are for the family, on days of membership and until the eve of the
    eighteenth birthday.
    """
    if entry.audience not in AUDIENCES:
        return False
    if entry.subject_id == viewer.subject_id:
        return True
    if entry.audience != FAMILY:
        return False
    return any(m.subject_id == entry.subject_id and _minor_on_card(m, day) for m in viewer.memberships)


def _minor_on_card(membership: Membership, day: date) -> bool:
    if membership.quality != _CHILD or day < membership.first_day:
        return False
    if membership.last_day is not None and day > membership.last_day:
        return False
    return age_on(day_of(membership.birth_date), day) < MAJORITY


def visible_people(viewer: Viewer, day: date) -> tuple[Person, ...]:
    """Everybody of whom `viewer` may see something on `day`: the viewer first, then children by identifier."""
    return tuple(
        Person(subject_id, partition, audiences)
        for subject_id, partition in _known(viewer)
        if (audiences := _audiences(viewer, subject_id, day))
    )


def _known(viewer: Viewer) -> Iterator[tuple[bytes, int | None]]:
    yield viewer.subject_id, viewer.partition
    others = {m.subject_id: m.partition for m in viewer.memberships if m.subject_id != viewer.subject_id}
    yield from sorted(others.items())


def _audiences(viewer: Viewer, subject_id: bytes, day: date) -> tuple[int, ...]:
    return tuple(audience for audience in AUDIENCES if visible(viewer, EntryFacts(subject_id, audience), day))
