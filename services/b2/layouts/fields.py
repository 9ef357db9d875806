"""What a layout is made of, and the tables it is written in: position, width, name, kind on one line each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from b2.kinds import Kind

LENGTH: Final = 128
"""Characters of a record, without its line end."""
SFG: Final = "ETS-SFG-006, 2005-E CP [A]"
"""Positions and widths; which fields are digits or text where the source gives a width only is our reading [D]."""
_FILLER: Final = "filler"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `position` counts from 1, as in the norm."""

    name: str
    position: int
    width: int
    kind: Kind
    source: str = SFG

    @property
    def place(self) -> slice:
        """Where its characters stand in a line."""
        return slice(self.position - 1, self.position - 1 + self.width)


@dataclass(frozen=True, slots=True)
class Layout:
    """A type of record ("2S") and its fields, which fill the record without gap."""

    kind: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of a name; KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def layout(kind: str, *tables: str, source: str = SFG) -> Layout:
    """A layout from its tables; what no line names is filler, named by its position.

    Raises:
        ValueError: two fields share a position, or one leaves the record: the table is wrong.
    """
    rows = [line.split() for table in tables for line in table.strip().splitlines()]
    named = [Field(name, int(position), int(width), Kind(how), source) for position, width, name, how in rows]
    return Layout(kind, tuple(_with_fillers(kind, sorted(named, key=lambda field: field.position), source)))


def _with_fillers(kind: str, named: list[Field], source: str) -> Iterator[Field]:
    free = 1
    for field in named:
        if field.position < free:
            raise ValueError(f"layout {kind}: {field.name} begins inside the field before it")
        yield from _filler(free, field.position, source)
        yield field
        free = field.position + field.width
    if free > LENGTH + 1:
        raise ValueError(f"layout {kind}: the last field ends after {LENGTH}")
    yield from _filler(free, LENGTH + 1, source)


def _filler(begin: int, end: int, source: str) -> Iterator[Field]:
    if begin < end:
        yield Field(f"{_FILLER}_{begin}", begin, end - begin, Kind.TEXT, source)


def is_filler(name: str) -> bool:
    """Whether a field has no meaning."""
    return name.startswith(f"{_FILLER}_")
