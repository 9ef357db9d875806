"""The kinds of fields: text and value, each way without loss, or the reason why not.

Rules of the norm: upper-case unaccented ASCII, alphanumeric left-justified and filled with spaces, numeric
right-justified and filled with zeros, dates AAMMJJ, amounts in cents without sign, zeros where a number is left out.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from b2.faults import FaultCode

Value = str | int | date | None
"""A typed value: text, a number (cents, hundredths… as the layout says), a day, None for a day that is left out."""

_FIRST_YEAR: Final = 1980  # AAMMJJ has no century: days of care and of rights are taken from 1980 to 2079 [D]
_CENTURY: Final = 100
_NO_DAY: Final = "000000"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    # Digits that count nothing: kept as they stand, leading zeros included.
    DIGITS = "digits"
    # A count, an amount or a coefficient in units of its last digit.
    NUMBER = "number"
    DAY = "day"
    # AAMMJJ of a birth; months and days outside the calendar are legal (lunar dates), so it stays text.
    BIRTH = "birth"


class Misread(ValueError):  # noqa: N818 - reads as what it is
    """Why a text is no value of its kind, or a value no text; never the value."""

    def __init__(self, code: FaultCode, problem: str, advice: str) -> None:
        """Take the code and the words."""
        super().__init__(problem)
        self.code, self.problem, self.advice = code, problem, advice


class _Ways(NamedTuple):
    parse: Callable[[str], Value]
    render: Callable[[Value, int], str]


def parse(kind: Kind, text: str) -> Value:
    """The value of the characters of one field.

    Raises:
        Misread: they are no value of this kind.
    """
    return _WAYS[kind].parse(text)


def render(kind: Kind, value: Value, width: int) -> str:
    """The characters of a value, `width` of them.

    Raises:
        Misread: the value is not of this kind, or too wide.
    """
    text = _WAYS[kind].render(value, width)
    if len(text) != width:
        raise Misread(FaultCode.TOO_WIDE, "the value is wider than its field", f"Give at most {width} characters")
    return text


def is_written(text: str) -> bool:
    """Whether every character may stand in a record: printable ASCII without lower-case letters."""
    return text.isascii() and text.isprintable() and not any("a" <= sign <= "z" for sign in text)


def _parse_text(text: str) -> Value:
    if text.startswith(" ") and text.strip():
        raise Misread(FaultCode.NOT_LEFT_JUSTIFIED, "the text does not begin at its first position", "Move it left")
    return text.rstrip(" ")


def _render_text(value: Value, width: int) -> str:
    if not isinstance(value, str) or not is_written(value) or value != value.strip(" "):
        raise Misread(
            FaultCode.BAD_BYTE, "the text has characters that B2 does not have", "Use A-Z, 0-9 and ASCII signs"
        )
    return value.ljust(width)


def _require_digits(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise Misread(FaultCode.NOT_NUMERIC, "not all characters are digits", "Fill numbers with zeros on the left")
    return text


def _render_digits(value: Value, width: int) -> str:
    text = _require_digits(value if isinstance(value, str) else "")
    if len(text) < width:
        raise Misread(FaultCode.NOT_NUMERIC, "digits are missing", f"Give {width} digits, zeros included")
    return text


def _render_number(value: Value, width: int) -> str:
    if not isinstance(value, int) or value < 0:
        raise Misread(FaultCode.NOT_NUMERIC, "not a number of 0 or more", "B2 has no sign: give 0 or more")
    return f"{value:0{width}d}"


def _parse_day(text: str) -> Value:
    if _require_digits(text) == _NO_DAY:
        return None
    year = _FIRST_YEAR + (int(text[:2]) - _FIRST_YEAR) % _CENTURY
    try:
        return date(year, int(text[2:4]), int(text[4:]))
    except ValueError:
        raise Misread(FaultCode.NOT_A_DATE, "no day of the calendar in the form AAMMJJ", "Give the day") from None


def _render_day(value: Value, _width: int) -> str:
    if value is None:
        return _NO_DAY
    if not isinstance(value, date) or not _FIRST_YEAR <= value.year < _FIRST_YEAR + _CENTURY:
        raise Misread(FaultCode.NOT_A_DATE, "no day from 1980 to 2079", "Two digits of a year say no more: correct it")
    return f"{value:%y%m%d}"


_WAYS: Final[Mapping[Kind, _Ways]] = {
    Kind.TEXT: _Ways(_parse_text, _render_text),
    Kind.DIGITS: _Ways(_require_digits, _render_digits),
    Kind.NUMBER: _Ways(lambda text: int(_require_digits(text)), _render_number),
    Kind.DAY: _Ways(_parse_day, _render_day),
    Kind.BIRTH: _Ways(_require_digits, _render_digits),
}
