"""Owns the reading of a case written by hand (YAML or JSON, the format of examples/README.md) into its steps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reimbursement.model import Care, Cover
from tools.cases.cover import PERSON_FIELDS, cover_of
from tools.cases.fields import WrittenCaseError, count, entries, mapping
from tools.cases.invoice import CARE_FIELDS, care_of

_STEP_FIELDS = CARE_FIELDS | {"title", "number", "corrects", "person"}
_CANCEL_FIELDS = frozenset({"cancel", "title"})


class Step(NamedTuple):
    """What happens: a care is settled, in the place of an earlier receipt or not, or a receipt is cancelled."""

    title: str
    number: int  # of the receipt that is settled, corrected or cancelled
    replaces: bool  # the earlier receipt of that number is taken back first
    cover: Cover
    care: Care | None  # None: cancelled

    @property
    def receipt_id(self) -> bytes:
        """The id of the receipt; ids are in the order of the numbers."""
        return receipt_id(self.number)


class WrittenCase(NamedTuple):
    """One person and what happens to their care, in the order in which it is settled."""

    steps: tuple[Step, ...]


def receipt_id(number: int) -> bytes:
    """Return the id of the receipt of a number."""
    return number.to_bytes(16, "big")


def read_case(path: Path) -> WrittenCase:
    """Return the case of a YAML or JSON file; raise WrittenCaseError with the field that is wrong."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        raise WrittenCaseError(f"{path.name} is neither YAML nor JSON: {error}") from error
    return case_of(raw)


def case_of(raw: Any) -> WrittenCase:
    """Return the case of a mapping whose values are texts."""
    fields = mapping("case", raw, frozenset({"person", "care"}))
    cares = entries("care", fields.get("care"))
    if not cares:
        raise WrittenCaseError("care: write at least one care")
    reader = _Reader(mapping("person", fields.get("person", {}), PERSON_FIELDS))
    return WrittenCase(tuple(reader.step(position, raw) for position, raw in enumerate(cares)))


class _Reader:
    """Reads the steps one after the other; `_standing` tells of each number whether its receipt stands."""

    def __init__(self, person: Mapping[str, Any]) -> None:
        super().__init__()
        self._person = person
        self._cover = cover_of("person", person)
        self._standing: dict[int, bool] = {}

    def step(self, position: int, raw: Any) -> Step:
        where = f"care[{position}]"
        if isinstance(raw, dict) and "cancel" in raw:
            return self._cancelled(where, mapping(where, raw, _CANCEL_FIELDS))
        fields = mapping(where, raw, _STEP_FIELDS)
        replaces = "corrects" in fields
        number = self._earlier(where, fields, "corrects") if replaces else self._new(where, fields, position + 1)
        self._standing[number] = True
        return Step(
            str(fields.get("title", "")),
            number,
            replaces=replaces,
            cover=self._cover_of(f"{where}.person", fields.get("person")),
            care=care_of(where, receipt_id(number), fields),
        )

    def _cancelled(self, where: str, fields: Mapping[str, Any]) -> Step:
        number = self._earlier(where, fields, "cancel")
        self._standing[number] = False
        return Step(str(fields.get("title", "")), number, replaces=True, cover=self._cover, care=None)

    def _cover_of(self, where: str, raw: Any) -> Cover:
        """The person of the case, with what this care says of them instead."""
        return self._cover if raw is None else cover_of(where, {**self._person, **mapping(where, raw, PERSON_FIELDS)})

    def _new(self, where: str, fields: Mapping[str, Any], position: int) -> int:
        number = count(where, fields, "number", position)
        if number in self._standing:
            raise WrittenCaseError(f"{where}.number: {number} is the number of an earlier care; choose another")
        return number

    def _earlier(self, where: str, fields: Mapping[str, Any], name: str) -> int:
        number = count(where, fields, name, 0)
        if not self._standing.get(number, False):
            raise WrittenCaseError(f"{where}.{name}: no earlier care that stands has the number {number}")
        return number
