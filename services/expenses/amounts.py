"""Owns how money, rates and days are written, in French or English typography."""

from datetime import date

from expenses.language import Language

_NARROW = "\u202f"
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip


def euros(cents: int, language: Language) -> str:
    """1 234,50 € in French, €1,234.50 in English; a true minus sign in front of a negative amount."""
    whole, rest = divmod(abs(cents), 100)
    sign = _MINUS if cents < 0 else ""
    if language == "en":
        return f"{sign}€{whole:,}.{rest:02d}"
    return f"{sign}{whole:,}".replace(",", _NARROW) + f",{rest:02d}{_NO_BREAK}€"


def percent(basis_points: int, language: Language) -> str:
    """70 % in French, 70% in English; two decimals only when there are any."""
    whole, rest = divmod(basis_points, 100)
    decimals = f"{rest:02d}".rstrip("0")
    mark = "." if language == "en" else ","
    number = f"{whole}{mark}{decimals}" if decimals else str(whole)
    return f"{number}%" if language == "en" else f"{number}{_NO_BREAK}%"


def written_day(day: date, language: Language) -> str:
    """1er mars 2025 in French, 1 March 2025 in English."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"
