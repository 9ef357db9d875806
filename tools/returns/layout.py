"""The table that lays a return file out: read from YAML and checked, so that a wrong table is refused before a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from tools.returns.model import FIELDS
from vitale.claim.v1.claim_service_pb2 import ClaimState

DEFAULT: Final = Path(__file__).with_name("noemie_like.yaml")
KINDS: Final = frozenset({"text", "number", "cents", "date", "state"})
SEQUENCE: Final = "sequence"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: first position from 1, width, kind; a constant has a value and the kind "constant"."""

    name: str
    at: int
    width: int
    kind: str
    value: str = ""

    def cut(self, line: str) -> str:
        """The field's characters in a line."""
        return line[self.at - 1 : self.at - 1 + self.width]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole layout: record width, codes of states, fields of each kind of record in order of position."""

    name: str
    width: int
    states: Mapping[str, str]
    records: Mapping[str, Sequence[Field]]

    def constants(self, kind: str) -> Sequence[Field]:
        """What a record of a kind is known by."""
        return [field for field in self.records[kind] if field.kind == "constant"]


class TableError(ValueError):
    """The table cannot lay out a file; names the record and field, and what is wrong."""


def load(path: Path = DEFAULT) -> Table:
    """The table of a file.

    Raises:
        TableError: names what is wrong with it.
    """
    try:
        text: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        records = {kind: sorted(map(_field, fields), key=lambda f: f.at) for kind, fields in text["records"].items()}
        table = Table(str(text["name"]), int(text["width"]), dict(text["states"]), records)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise TableError(f"{path.name} is no table of returns ({type(error).__name__}); begin from a copy") from error
    _check(table)
    return table


def _field(raw: Mapping[str, Any]) -> Field:
    kind = "constant" if "value" in raw else str(raw["as"])
    return Field(str(raw["field"]), int(raw["at"]), int(raw["width"]), kind, str(raw.get("value", "")))


def _check(table: Table) -> None:
    known = {name.removeprefix("CLAIM_STATE_") for name, number in ClaimState.items() if number}
    if set(table.states) != known or len(set(table.states.values())) != len(known):
        raise TableError(f"states: give each of {', '.join(sorted(known))} a code of its own")
    if set(table.records) != set(FIELDS):
        raise TableError(f"records: give exactly {', '.join(FIELDS)}")
    for kind in table.records:
        _check_record(table, kind)


def _check_record(table: Table, kind: str) -> None:
    fields = table.records[kind]
    for field in fields:
        place = f"{kind}.{field.name}"
        if field.kind == "constant":
            if len(field.value) > field.width:
                raise TableError(f"{place}: the value is wider than {field.width}")
        elif field.kind not in KINDS:
            raise TableError(f"{place}: as is one of {', '.join(sorted(KINDS))}")
        elif field.name != SEQUENCE and field.name not in FIELDS[kind]:
            raise TableError(f"{place}: such a record has no such field; it has {', '.join(sorted(FIELDS[kind]))}")
        if field.at < 1 or field.width < 1 or field.at - 1 + field.width > table.width:
            raise TableError(f"{place}: not within the {table.width} positions of a record")
    for one, other in pairwise(fields):
        if one.at + one.width > other.at:
            raise TableError(f"{kind}.{other.name}: begins within {one.name}")
    if not table.constants(kind):
        raise TableError(f"{kind}: give it a constant to be known by")
