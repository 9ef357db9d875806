"""Owns the reading of one field of a written case: the value, or an error that says where and what to write."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

Word = TypeVar("Word", bound=StrEnum)
_FLAGS: Mapping[str, bool] = {"true": True, "yes": True, "false": False, "no": False}
_ABSENT = (None, "", "null")


class WrittenCaseError(Exception):
    """The file is not a case; the message says where and what to write."""


def mapping(where: str, raw: Any, known: frozenset[str]) -> Mapping[str, Any]:
    """Return the stated fields; those left empty or null are absent."""
    if not isinstance(raw, dict):
        raise WrittenCaseError(f"{where}: expected fields among {', '.join(sorted(known))}")
    unknown = sorted(set(raw) - known)
    if unknown:
        raise WrittenCaseError(f"{where}.{unknown[0]}: unknown field; known are {', '.join(sorted(known))}")
    return {name: value for name, value in raw.items() if value not in _ABSENT}


def entries(where: str, raw: Any) -> list[Any]:
    """Return a list, empty when absent."""
    if raw is None or isinstance(raw, list):
        return raw or []
    raise WrittenCaseError(f"{where}: expected a list")


def words(where: str, raw: Any) -> tuple[str, ...]:
    """Return a list of texts, empty when absent."""
    found = tuple(entries(where, raw))
    if not all(isinstance(word, str) for word in found):
        raise WrittenCaseError(f"{where}: expected a list of texts")
    return found


def one_of(vocabulary: type[Word], where: str, text: Any) -> Word:
    """Return the word of the vocabulary."""
    try:
        return vocabulary(text)
    except ValueError as error:
        known = ", ".join(word.value for word in vocabulary if word.value)
        raise WrittenCaseError(f"{where}: {text!r} is not one of {known}") from error


def one_or_none(vocabulary: type[Word], where: str, raw: Mapping[str, Any], name: str) -> Word:
    """Return the word of a field; absent, the empty word of the vocabulary."""
    return one_of(vocabulary, f"{where}.{name}", raw.get(name, ""))


def day(where: str, text: Any) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise WrittenCaseError(f"{where}: {text!r} is not a day written YYYY-MM-DD") from error


def flag(where: str, text: Any) -> bool:
    """Return true or false."""
    if not isinstance(text, str) or text not in _FLAGS:
        raise WrittenCaseError(f"{where}: {text!r} is neither true nor false")
    return _FLAGS[text]


def flagged(where: str, raw: Mapping[str, Any], name: str) -> bool:
    """Return the flag of a field, false when absent."""
    return flag(f"{where}.{name}", raw.get(name, "false"))


def count(where: str, raw: Mapping[str, Any], name: str, default: int) -> int:
    """Return a whole number that is not negative, the default when absent."""
    found = scaled(f"{where}.{name}", raw.get(name), 1)
    if found is not None and found < 0:
        raise WrittenCaseError(f"{where}.{name}: {raw[name]!r} is negative")
    return default if found is None else found


def amount(where: str, raw: Mapping[str, Any], name: str) -> int | None:
    """Return the euros of a field in cents, or None when absent."""
    return scaled(f"{where}.{name}", raw.get(name), 100)


def scaled(where: str, text: Any, scale: int) -> int | None:
    """Return the number times `scale` (100 for euros to cents), or None when it is absent."""
    if text is None:
        return None
    try:
        value = Decimal(text) * scale
    except (InvalidOperation, TypeError, ValueError) as error:
        raise WrittenCaseError(f"{where}: {text!r} is not a number") from error
    if not value.is_finite():
        raise WrittenCaseError(f"{where}: {text!r} is not a number")
    if value != value.to_integral_value():
        raise WrittenCaseError(f"{where}: {text!r} has too many decimals")
    return int(value)
