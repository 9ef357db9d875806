"""Working days in France: Monday to Friday without the legal holidays (Labour Code, L3133-1). Pure."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

# (month, day) of holidays that do not move.
_FIXED: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
_AFTER_EASTER: Final = (1, 39, 50)
_SATURDAY: Final = 5


def is_working(day: date) -> bool:
    """Whether a day is worked."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def after(day: date, count: int) -> date:
    """The last of `count` working days that follow a day."""
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return day


def worked(first: date, last: date) -> int:
    """How many working days come after a day, up to a later one and with it."""
    weeks, rest = divmod((last - first).days, 7)
    days = weeks * 5 + sum((first.weekday() + day) % 7 < _SATURDAY for day in range(1, rest + 1))
    years = range(first.year, last.year + 1)
    return days - sum(day.weekday() < _SATURDAY and first < day <= last for year in years for day in holidays(year))


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Legal holidays of a year."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in _AFTER_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
