"""Age from a birth date that may be a lunar one: counted from the latest day that it can mean. Pure."""

from calendar import monthrange
from datetime import date
from typing import Final

_MONTHS: Final = range(1, 13)
_DECEMBER: Final = 12


def age_on(birth_date: str, day: date) -> int:
    """Full years on `day` of somebody born on YYYY-MM-DD; never more than they really are. 0 before birth."""
    born = latest_day(birth_date)
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return max(0, day.year - born.year - (0 if had_birthday else 1))


def latest_day(birth_date: str) -> date:
    """The latest calendar day that a birth date may mean: its own, or the last of its month or year."""
    year, month, day = (int(part) for part in birth_date.split("-"))
    if month not in _MONTHS:
        return date(year, _DECEMBER, 31)
    last = monthrange(year, month)[1]
    return date(year, month, day if 1 <= day <= last else last)
