"""Owns how amounts, rates and days are written in French and in English."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

Language = Literal["fr", "en"]
Writer = Callable[[int, Language], str]

_NO_BREAK, _NARROW = "\u00a0", "\u202f"
_MINUS = "\u2212"
_UNIT = 1_000  # a factor of one, in thousandths
_TWO, _TWO_POINTS = 2, 200
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def money(cents: int, language: Language) -> str:
    """Write cents as "1 234,50 €" (no-break spaces) or "€1,234.50", with a true minus sign before a negative amount."""
    whole, rest = divmod(abs(cents), 100)
    sign = _MINUS if cents < 0 else ""
    if language == "en":
        return f"{sign}€{whole:,}.{rest:02d}"
    return f"{sign}{whole:,}".replace(",", _NARROW) + f",{rest:02d}{_NO_BREAK}€"


def already(cents: int, language: Language) -> str:
    """Write what was due before, " et 6,00 € étaient déjà dus", or nothing for nothing."""
    if not cents:
        return ""
    amount = money(cents, language)
    return f" et {amount} étaient déjà dus" if language == "fr" else f" and {amount} was already due"


def rate(basis_points: int, language: Language) -> str:
    """Write basis points as "70 %" or "70%"."""
    text = _decimal(basis_points, 100, language)
    return f"{text}{_NO_BREAK}%" if language == "fr" else f"{text}%"


def points(basis_points: int, language: Language) -> str:
    """Write basis points as "20 points"."""
    return _counted(_decimal(basis_points, 100, language), "point", basis_points >= _TWO_POINTS)


def thousandths(value: int, language: Language) -> str:
    """Write thousandths as "1,218" or "1.218"."""
    return _decimal(value, 1_000, language)


def by(value: int, language: Language) -> str:
    """Write thousandths as a factor, " × 1,218", or nothing for one."""
    return "" if value == _UNIT else f" × {thousandths(value, language)}"


def times(quantity: int, _language: Language) -> str:
    """Write " × 3", or nothing for one."""
    return "" if quantity == 1 else f" × {quantity}"


def days(value: int, language: Language) -> str:
    """Write "1 jour", "12 jours"."""
    return _counted(str(value), "jour" if language == "fr" else "day", value >= _TWO)


def years(value: int, language: Language) -> str:
    """Write how often something may come back: "1 an", "2 ans"."""
    return _counted(str(value), "an" if language == "fr" else "year", value >= _TWO)


def months(value: int, language: Language) -> str:
    """Write "6 mois", "6 months"."""
    return f"{value}{_NO_BREAK}mois" if language == "fr" else _counted(str(value), "month", value >= _TWO)


def scheme(value: int, _language: Language) -> str:
    """Write the number of a compulsory scheme with its two digits: "02"."""
    return f"{value:02d}"


def number(value: int, _language: Language) -> str:
    """Write a plain number."""
    return str(value)


def rank(position: int, language: Language) -> str:
    """Write the rank of a contract, which the first one does not need."""
    return "" if position == 1 else f" {'n°' if language == 'fr' else 'no.'}{_NO_BREAK}{position}"


def age(years: int, language: Language) -> str:
    """Write an age."""
    return f"{years} ans" if language == "fr" else str(years)


def calendar_day(day: date, language: Language) -> str:
    """Write a day: "1er mars 2026" or "1 March 2026"."""
    first = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{first} {_MONTHS[language][day.month - 1]} {day.year}"


def since(day: date, language: Language) -> str:
    """Write the day a value came into force, in brackets."""
    return f" ({'depuis le' if language == 'fr' else 'since'} {calendar_day(day, language)})"


def _counted(figure: str, word: str, several: bool) -> str:
    return f"{figure}{_NO_BREAK}{word}{'s' if several else ''}"


def _decimal(value: int, scale: int, language: Language) -> str:
    whole, rest = divmod(value, scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    return f"{whole}{',' if language == 'fr' else '.'}{digits}" if digits else str(whole)
