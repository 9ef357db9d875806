"""Owns the units of the tables, and how a written value becomes a whole number of the smallest part of its unit."""

from datetime import date
from decimal import Decimal, InvalidOperation

from reimbursement_tables.nodes import Node

_SCALES = {"euros": 100, "percent": 100, "points": 100, "factor": 1_000, "years": 1, "number": 1}
_WORDS = {"charge": {"none": 0, "due": 1, "reduced": 2}, "rule": {"yes": 1}}
UNITS = frozenset(_SCALES) | frozenset(_WORDS)
NO_VALUE = "null"


def unit_of(node: Node) -> str:
    """Return the unit, or raise with the known ones."""
    unit = node.text()
    if unit not in UNITS:
        raise node.error(f"unknown unit {unit}; known are {', '.join(sorted(UNITS))}")
    return unit


def value_of(node: Node, unit: str) -> int | None:
    """Return cents (euros), basis points (percent, points), thousandths (factor), a whole number or a flag.

    None when `null` is written.
    """
    text = node.text()
    if text == NO_VALUE:
        return None
    words = _WORDS.get(unit)
    if words is not None:
        if text not in words:
            raise node.error(f"{text} is not one of {', '.join(words)}")
        return words[text]
    try:
        scaled = Decimal(text) * _SCALES[unit]
    except InvalidOperation as error:
        raise node.error(f"{text} is not a number of {unit}") from error
    if not scaled.is_finite():
        raise node.error(f"{text} is not a number of {unit}")
    if scaled != scaled.to_integral_value() or scaled < 0:
        raise node.error(f"{text} is not a whole, non-negative number of the smallest {unit} unit")
    return int(scaled)


def day_of(node: Node) -> date:
    """Return a day written YYYY-MM-DD, or raise."""
    try:
        return date.fromisoformat(node.text())
    except ValueError as error:
        raise node.error(f"{node.text()} is not a day written YYYY-MM-DD") from error
