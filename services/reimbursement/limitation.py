"""Owns the limitation period: until when benefits can be asked for (Code de la sécurité sociale, article L332-1)."""

from datetime import date
from functools import lru_cache
from typing import Final

from reimbursement.rule_tables import Tables

GENERAL: Final = "limitation.general"
OTHER_SCHEMES: Final = "limitation.other_schemes"
_GENERAL_SCHEME: Final = "01"
_QUARTER: Final = 3
_MONTHS: Final = 12


def first_day_out(care: date, tables: Tables) -> date | None:
    """The first day on which the general period has passed; None under tables of before there was this rule."""
    period = tables.find(GENERAL, care)
    return None if period is None else _end(care, period.value)


def is_passed(care: date, asked: date, scheme: str, tables: Tables) -> bool:
    """Whether benefits for a care, asked for on a day (at the place of care), are asked for too late.

    Raises:
        NotEstablished: the general period has passed, and that of this scheme is not known.
    """
    out = first_day_out(care, tables)
    if out is None or asked < out:
        return False
    return scheme == _GENERAL_SCHEME or asked >= _end(care, tables.at(OTHER_SCHEMES, care).value)


@lru_cache(maxsize=4_096)
def _end(care: date, years: int) -> date:
    """So many years from the first day of the quarter after that of the care."""
    months = (care.month - 1) // _QUARTER * _QUARTER + _QUARTER
    return date(care.year + months // _MONTHS + years, months % _MONTHS + 1, 1)
