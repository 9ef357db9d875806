"""The checker's own count of the time within which a claim must come, and which scheme it is known for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from reimbursement.rule_tables import Tables
from tools.checker.inputs import Claim

_GENERAL, _OTHERS = "limitation.general", "limitation.other_schemes"
_GENERAL_SCHEME, _YEARS = "01", 2
_MONTHS_OF_A_QUARTER, _MONTHS_OF_A_YEAR, _MICROSECONDS = 3, 12, 1_000_000


def first_day_too_late(care: date, years: int = _YEARS) -> date:
    """So many years after the first day of the quarter that follows the quarter of care."""
    months = (care.month - 1) // _MONTHS_OF_A_QUARTER * _MONTHS_OF_A_QUARTER + _MONTHS_OF_A_QUARTER
    return date(care.year + years + months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR + 1, 1)


def has_passed(claim: Claim, regime: str, tables: Tables) -> bool:
    """Whether a claim was accepted too late, by the calendar of the place of care; never under tables without the rule.

    Raises:
        NotEstablished: two years have passed, and nobody has established the time of this scheme.
        ValueError: the claim names no place.
    """
    care = date.fromisoformat(claim.care_date)
    if tables.find(_GENERAL, care) is None:
        return False
    place = ZoneInfo(claim.performer.place if claim.performer else "")
    filed_at_us = claim.first_accepted_at_us or claim.accepted_at_us
    accepted = datetime.fromtimestamp(filed_at_us / _MICROSECONDS, place).date()
    if accepted < first_day_too_late(care):
        return False
    return regime == _GENERAL_SCHEME or accepted >= first_day_too_late(care, tables.at(_OTHERS, care).value)
