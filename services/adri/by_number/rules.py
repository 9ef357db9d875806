"""When an account may still look people up by number. Pure. No value here is public: all are ours, with their reason.

What bounds a stolen account is not how fast it asks but how many strangers it collects: persons whom it looked up and
who then neither presented a card nor had care billed there. Care confirms an access; a robot has none to show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

STRANGERS: Final = 21
"""Persons an account may have looked up without care, within 30 days; with the next one it is frozen.

19 stolen accounts (the theft of 2022) then give at most 399 identities."""
WINDOW: Final = timedelta(days=30)
LONG_WINDOW: Final = timedelta(days=365)
LONG_SHARE_PERCENT: Final = 20
"""A year's strangers may be more than STRANGERS only while they are at most this share of all that was looked up."""
KEPT: Final = timedelta(days=400)
"""How long looks are kept: a year and a margin."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Looks in an hour and a day, and wrong ones (nothing to tell) in an hour and a day."""

    hour: int
    day: int
    missed_hour: int = 10
    missed_day: int = 20


DEFAULT: Final = Limits(hour=10, day=30)
"""A practice that sees one patient at a time: a lookup every six minutes is more than it can use."""
LIMITS: Final[Mapping[str, Limits]] = MappingProxyType(
    {
        # Several counters under one sign-in, and prescriptions fetched by relatives.
        "pharmacist": Limits(hour=30, day=120),
        # Samples arrive by courier, in lots.
        "biologist": Limits(hour=40, day=200),
        # Emergencies arrive without papers.
        "admission": Limits(hour=60, day=300),
    }
)


class Frozen(StrEnum):
    """Why an account is frozen."""

    CANARY = "canary"
    STRANGERS = "strangers"


class Verdict(StrEnum):
    """What becomes of a look."""

    TOLD = "told"
    NOTHING = "nothing"
    QUOTA = "quota"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Tally:
    """What an account did so far: looks and misses, strangers of two windows, everybody of a year, and its state."""

    hour: int = 0
    day: int = 0
    missed_hour: int = 0
    missed_day: int = 0
    strangers: int = 0
    strangers_year: int = 0
    people_year: int = 0
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a look finds: `person` whether somebody has rights to tell, `new` the first time for this account."""

    person: bool
    new: bool
    canary: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict, and why the account is frozen from now on, if it is."""

    verdict: Verdict
    freeze: Frozen | None = None


def limits_of(profession: str) -> Limits:
    """The limits of a profession."""
    return LIMITS.get(profession, DEFAULT)


def refused_before(tally: Tally, limits: Limits) -> Verdict | None:
    """Why an account may not look at all now; what it asks plays no part."""
    if tally.frozen:
        return Verdict.FROZEN
    over = (
        tally.hour >= limits.hour
        or tally.day >= limits.day
        or tally.missed_hour >= limits.missed_hour
        or tally.missed_day >= limits.missed_day
    )
    return Verdict.QUOTA if over else None


def rule(tally: Tally, limits: Limits, found: Found) -> Ruling:
    """What becomes of a look; a person whom the account must not collect is not told of."""
    if (refused := refused_before(tally, limits)) is not None:
        return Ruling(refused)
    if found.canary:
        return Ruling(Verdict.NOTHING, Frozen.CANARY)
    if not found.person:
        return Ruling(Verdict.NOTHING)
    if found.new and _one_too_many(tally):
        return Ruling(Verdict.FROZEN, Frozen.STRANGERS)
    return Ruling(Verdict.TOLD)


def _one_too_many(tally: Tally) -> bool:
    if tally.strangers >= STRANGERS:
        return True
    share = 100 * tally.strangers_year > LONG_SHARE_PERCENT * max(1, tally.people_year)
    return tally.strangers_year >= STRANGERS and share
