"""Pure checks of single fields and periods; each fault is told by path, stable reason and advice, never by value."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from chassis.errors import FieldViolation
from vitale.rights.v1.rights_pb2 import Period

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMC_NUMBER: Final = re.compile(r"[0-9]{8,10}")
_FIRST_YEAR_OF_BIRTH: Final = "1850"
_DAY_FORM: Final = "Send a calendar day as YYYY-MM-DD"

FAR_FUTURE: Final = "9999-12-31"
"""Stands for an unset last day where periods are compared."""


def check_birth_date(text: str, field: str) -> Iterator[FieldViolation]:
    """A birth date has the form YYYY-MM-DD and a year people are born in; lunar months and days are legal."""
    if _DAY.fullmatch(text) is None or text < _FIRST_YEAR_OF_BIRTH:
        yield FieldViolation(field, "birth_date_form", "Send YYYY-MM-DD from 1850 on; lunar dates are accepted")


def check_period(period: Period, field: str) -> Iterator[FieldViolation]:
    """A period has a first day; a last day, if any, is not before it."""
    first_ok = _is_day(period.first_day)
    last_ok = not period.last_day or _is_day(period.last_day)
    if not first_ok:
        yield FieldViolation(f"{field}.first_day", "day_form", _DAY_FORM)
    if not last_ok:
        yield FieldViolation(f"{field}.last_day", "day_form", f"{_DAY_FORM}, or leave it unset when no end is known")
    if first_ok and last_ok and period.last_day and period.last_day < period.first_day:
        yield FieldViolation(f"{field}.last_day", "ends_before_it_begins", "Send a last day on or after the first day")


def check_amc_number(text: str, field: str) -> Iterator[FieldViolation]:
    """An AMC number has 8 to 10 digits."""
    if _AMC_NUMBER.fullmatch(text) is None:
        yield FieldViolation(field, "amc_number_form", "Send the 8 to 10 digits of the complementary insurer")


def overlap(one: Period, other: Period) -> bool:
    """Whether two sound periods share a day."""
    return one.first_day <= (other.last_day or FAR_FUTURE) and other.first_day <= (one.last_day or FAR_FUTURE)


def _is_day(text: str) -> bool:
    if _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
