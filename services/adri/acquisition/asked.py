"""What one query asks, checked: day of care, day of prescription, nature of care. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from chassis.errors import DomainError, ErrorCode, FieldViolation
from vitale.rights.v1 import acquisition_service_pb2 as pb

_YEARS_BACK: Final = 2
_YEARS_AHEAD: Final = 1
_LEAP_DAY: Final = (2, 29)


class Nature(StrEnum):
    """What kind of care is meant; the words that proofs carry."""

    ACT = "act"
    SERIES = "series"
    LPP = "lpp"
    BIOLOGY = "biology"
    PHARMACY = "pharmacy"


_NATURES: Final = {
    pb.CARE_NATURE_UNSPECIFIED: Nature.ACT,
    pb.CARE_NATURE_ACT: Nature.ACT,
    pb.CARE_NATURE_SERIES: Nature.SERIES,
    pb.CARE_NATURE_LPP: Nature.LPP,
    pb.CARE_NATURE_BIOLOGY: Nature.BIOLOGY,
    pb.CARE_NATURE_PHARMACY: Nature.PHARMACY,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound query; `to_come` says that the care is after today where the practice is."""

    care: date
    prescription: date | None
    nature: Nature
    establishment: bool
    to_come: bool


def read_asked(query: pb.RightsQuery, today: date) -> Asked:
    """The days and the nature of a query; `today` is the day at the practice.

    Raises:
        DomainError: INVALID_ARGUMENT, DATE_OUT_OF_RANGE or PRESCRIPTION_TOO_OLD, naming the field.
    """
    care = _day(query.care_date, "care_date")
    prescription = _day(query.prescription_date, "prescription_date") if query.prescription_date else None
    nature = _NATURES.get(query.nature)
    if nature is None:
        raise _wrong(ErrorCode.INVALID_ARGUMENT, "nature", "Send a nature that this version knows")
    if not years_from(today, -_YEARS_BACK) <= care <= years_from(today, _YEARS_AHEAD):
        advice = f"Ask for a day from {_YEARS_BACK} years ago to {_YEARS_AHEAD} year ahead"
        raise _wrong(ErrorCode.DATE_OUT_OF_RANGE, "care_date", advice)
    if prescription is not None:
        _check_prescription(prescription, care)
    return Asked(care, prescription, nature, query.establishment, care > today)


def years_from(day: date, years: int) -> date:
    """The same day some years later or earlier; 29 February becomes 28 February where there is none."""
    if (day.month, day.day) == _LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def _check_prescription(prescription: date, care: date) -> None:
    if prescription > care:
        raise _wrong(ErrorCode.DATE_OUT_OF_RANGE, "prescription_date", "A prescription is not after the care")
    if prescription < years_from(care, -1):
        raise _wrong(ErrorCode.PRESCRIPTION_TOO_OLD, "prescription_date", "Ask for a prescription of the last year")


def _day(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise _wrong(ErrorCode.INVALID_ARGUMENT, field, "Send a calendar day as YYYY-MM-DD")
    return day


def _wrong(code: ErrorCode, field: str, advice: str) -> DomainError:
    return DomainError(code, violations=[FieldViolation(field, code.value.lower(), advice)])
