"""Owns why a receipt differs: the values of the tables that its reasons name, or that it read, before and after."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reimbursement.dated import InForce
from reimbursement.rule_tables import Tables
from tools.difference.compare import Difference


class ValueChange(NamedTuple):
    """A parameter with its value in force on the day of care, before and after; None: not established."""

    parameter: str
    unit: str
    before: InForce | None
    after: InForce | None


class ActChange(NamedTuple):
    """A billing code that another version of the tables describes otherwise, knows or does not know."""

    code: str


class Cause(NamedTuple):
    """Why: changed values, changed acts; both empty: it follows from an earlier receipt of the same claim."""

    values: tuple[ValueChange, ...]
    acts: tuple[ActChange, ...]


def cause_of(difference: Difference, before: Tables, after: Tables, *, day: date, codes: Iterable[str]) -> Cause:
    """Return the changed values that differing reasons name; where they name none, those that the care read.

    `before` and `after` are tables that settled this care alone, so that what they looked up is what it read.
    """
    named = {
        reason.parameter
        for change in difference.reasons
        for reason in (change.before, change.after)
        if reason is not None and reason.parameter
    }
    read = set(before.on(day)) | set(after.on(day))
    changed = tuple(_changed(sorted(read | named | _missing(difference)), before, after, day=day))
    said = tuple(change for change in changed if change.parameter in named)
    return Cause(said or changed, tuple(_acts(codes, before, after)))


def _missing(difference: Difference) -> set[str]:
    errors = (difference.error_before, difference.error_after)
    return {error.facts["parameter"] for error in errors if error is not None and "parameter" in error.facts}


def _changed(names: Iterable[str], before: Tables, after: Tables, *, day: date) -> Iterator[ValueChange]:
    for name in names:
        was, now = before.find(name, day), after.find(name, day)
        if (was and was.value) != (now and now.value):  # the same value since another day changes no amount
            yield ValueChange(name, (after.parameters.get(name) or before.parameters[name]).unit, was, now)


def _acts(codes: Iterable[str], before: Tables, after: Tables) -> Iterator[ActChange]:
    billed = {part for code in codes for part in (code, *code.split("+")) if part}
    for code in sorted(billed):
        if before.acts.get(code) != after.acts.get(code):
            yield ActChange(code)
