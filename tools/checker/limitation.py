"""The checker's own count of the time within which a claim must come, and which scheme it is known for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from reimbursement.rule_tables import Tables
from tools.checker.inputs import Claim

GENERAL_SCHEME = "01"
_YEARS, _MONTHS_OF_A_QUARTER, _MONTHS_OF_A_YEAR = 2, 3, 12
_FAMILY = "limitation"
_MICROSECONDS = 1_000_000


def first_day_too_late(care: date) -> date:
    """Two years after the first day of the quarter that follows the quarter of care."""
    months = (care.month - 1) // _MONTHS_OF_A_QUARTER * _MONTHS_OF_A_QUARTER + _MONTHS_OF_A_QUARTER
    return date(care.year + _YEARS + months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR + 1, 1)


def has_passed(claim: Claim) -> bool:
    """Whether a claim was accepted too late, by the calendar of the place of care.

    Raises:
        ValueError: its place or its moment is none.
    """
    place = ZoneInfo(claim.performer.place if claim.performer else "")
    accepted = datetime.fromtimestamp(claim.accepted_at_us / _MICROSECONDS, place).date()
    return accepted >= first_day_too_late(date.fromisoformat(claim.care_date))


def open_parameter(tables: Tables | None, claim: Claim) -> tuple[str, date]:
    """Name of the parameter that nobody has established for the other schemes, and the day it was asked for."""
    day = date.fromisoformat(claim.care_date)
    named = sorted(name for name in (tables.parameters if tables else ()) if name.startswith(f"{_FAMILY}."))
    unknown = [name for name in named if tables is not None and tables.find(name, day) is None]
    return (unknown or [_FAMILY])[0], day
