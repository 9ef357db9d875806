"""The parts of a NIR that have their own values: sex, month, place."""

from typing import Final

from identifiers.errors import InvalidIdentifier, Part

MONTH_KNOWN: Final = range(1, 13)
"""Months of the calendar."""
MONTH_UNKNOWN: Final = (range(20, 43), range(50, 100))
"""Months that mean "not known", INSEE's NIR schema."""
MONTH_DOUBTFUL: Final = range(43, 50)
"""Outside INSEE's schema, accepted by the validator of the insurance: taken, and marked doubtful."""

_DEPARTMENTS: Final = frozenset([*(f"{number:02d}" for number in range(1, 96)), "2A", "2B"])
_OVERSEAS: Final = frozenset(["97", "98"])
_ABROAD: Final = "99"


def require_parts(body: str, *, sexes: frozenset[str], any_month: bool = False) -> None:
    """Check the parts of 13 characters of the right shape, from left to right; raise InvalidIdentifier on the first."""
    if body[0] not in sexes:
        raise _wrong(Part.SEX, f"the first character must be one of {', '.join(sorted(sexes))}", _ADVICE_SEX)
    if not (any_month or _is_month(int(body[3:5]))):
        raise _wrong(Part.MONTH, "the month (characters 4 and 5) must be 01 to 12, or 20 and above", _ADVICE_READ)
    if not _is_place(body[5:10]):
        raise _wrong(Part.PLACE, "characters 6 to 10 are no department and commune, nor 99 and a country", _ADVICE_READ)


_ADVICE_SEX = "A provisional or migrant number is another identifier: state its kind, or ask for the permanent number"
_ADVICE_READ = "Read the number again from the card or the certificate of rights"


def _wrong(part: Part, reason: str, advice: str) -> InvalidIdentifier:
    return InvalidIdentifier("NIR", part, reason=reason, advice=advice)


def _is_month(month: int) -> bool:
    return month in MONTH_KNOWN or month in MONTH_DOUBTFUL or any(month in months for months in MONTH_UNKNOWN)


def _is_place(place: str) -> bool:
    department, commune = place[:2], place[2:]
    if department in _OVERSEAS:
        return commune[0] != "0" and commune[1:] != "00"
    return (department in _DEPARTMENTS or department == _ABROAD) and commune != "000"
