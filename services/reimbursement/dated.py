"""Owns the value in force on a day: what it is, since when, and from which source."""

from bisect import bisect_right
from datetime import date
from typing import NamedTuple


class Source(NamedTuple):
    """Where a value was read."""

    title: str
    link: str


class InForce(NamedTuple):
    """A value with the name of its parameter and the day it came into force. Money in cents, rates in basis points."""

    value: int
    parameter: str
    since: date


class DatedValue(NamedTuple):
    """A value from a day on; None: nothing is known or in force from that day."""

    since: date
    value: int | None
    grade: str
    source: Source


class Parameter:
    """One number of the rules and its history; the lookup is resolved once, when it is built."""

    __slots__ = ("_resolved", "_starts", "description", "history", "last_checked", "law", "name", "unit")

    def __init__(
        self,
        name: str,
        history: tuple[DatedValue, ...],
        *,
        unit: str,
        description: str,
        law: Source | None,
        last_checked: date,
    ) -> None:
        self.name = name
        self.history = history
        self.unit = unit
        self.description = description
        self.law = law
        self.last_checked = last_checked
        self._starts = [entry.since for entry in history]
        self._resolved = [None, *(_in_force(name, entry) for entry in history)]

    def at(self, day: date) -> InForce | None:
        """Return the value in force on `day`, or None before the first one and after a repeal."""
        return self._resolved[bisect_right(self._starts, day)]

    def entry(self, since: date) -> DatedValue | None:
        """Return the dated value that came into force exactly on `since`."""
        return next((entry for entry in self.history if entry.since == since), None)


def _in_force(name: str, entry: DatedValue) -> InForce | None:
    return None if entry.value is None else InForce(entry.value, name, entry.since)


def age_on_new_year(birth: date, year: int) -> int:
    """Return whole years on 1 January of `year`; below zero for someone not yet born then."""
    return year - birth.year - (birth.month > 1 or birth.day > 1)


def age_on(birth: date, day: date) -> int:
    """Return whole years on `day`; someone born on 29 February is a year older on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
