"""A file as a row of records with typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from b2.kinds import Kind, Value
from b2.layouts import LAYOUTS, Layout

_EMPTY: Final[Mapping[Kind, Value]] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.DAY: None}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its type ("2S"), the value of every field, where it stood in its file (from 1; 0: nowhere yet)."""

    kind: str
    values: Mapping[str, Value] = field(repr=False)  # names and numbers of persons
    number: int = field(default=0, compare=False)

    @property
    def layout(self) -> Layout:
        """Its layout."""
        return LAYOUTS[self.kind]

    def text(self, name: str) -> str:
        """The value of a field of text or digits."""
        value = self.values[name]
        return value if isinstance(value, str) else ""

    def amount(self, name: str) -> int:
        """The value of a field that is a number."""
        value = self.values[name]
        return value if isinstance(value, int) else 0

    def day(self, name: str) -> date | None:
        """The value of a field that is a day; None when it is left out."""
        value = self.values[name]
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class File:
    """Records in their order, and what ends each line: "", LF or CR LF."""

    records: tuple[Record, ...]
    line_end: str = "\r\n"


def record(kind: str, **values: Value) -> Record:
    """A record of a type from the values that say something; all others are left out as the norm says.

    Raises:
        KeyError: the type has no such field.
    """
    found = LAYOUTS[kind]
    unknown = values.keys() - {each.name for each in found.fields}
    if unknown:
        raise KeyError(f"a record of type {kind} has no field {min(unknown)}")
    letter = kind[1:]
    fixed = {"type": kind[0], "letter": letter, "sequence": "01", "mark": kind}
    filled = {each.name: _empty(each.kind, each.width) for each in found.fields}
    return Record(kind, {**filled, **{name: fixed[name] for name in fixed.keys() & filled.keys()}, **values})


def _empty(kind: Kind, width: int) -> Value:
    return _EMPTY.get(kind, "0" * width)
