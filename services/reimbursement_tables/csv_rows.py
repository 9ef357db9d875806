"""Owns the strict reading of a catalogue file: semicolons, UTF-8, the columns of a known layout, one row a line."""

import csv
import io
from typing import NamedTuple

from reimbursement_tables.errors import TablesError
from reimbursement_tables.nodes import Node

SEPARATOR = ";"
CODES = (
    "code",
    "kind",
    "family",
    "label_fr",
    "label_en",
    "since",
    "price",
    "price_limit",
    "generic_price",
    "basket",
    "grade",
    "source",
    "checked",
    "note",
)
FACTORS = ("factor", "description", "since", "value", "grade", "source", "checked", "note")
_LAYOUTS = {layout[0]: layout for layout in (CODES, FACTORS)}


class Row(NamedTuple):
    """One row with its place; its first cell is the name that it is about."""

    file: str
    line: int
    cells: dict[str, str]
    name: str

    def node(self, column: str) -> Node:
        """Return a cell that knows where it stands."""
        return Node(self.cells[column], file=self.file, line=self.line, key=f"{self.name}.{column}")

    def written(self, column: str) -> Node:
        """Return a cell after proving that it is not empty."""
        if not self.cells[column]:
            raise self.node(column).error("must not be empty")
        return self.node(column)

    def error(self, problem: str) -> TablesError:
        """Return the error that names this row."""
        return TablesError(self.file, self.line, self.name, problem)


def rows_of(text: str, file: str) -> tuple[tuple[str, ...], list[Row]]:
    """Return the layout of a file and its rows; raise TablesError where it is not one of ours."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR, strict=True)
    try:
        header = tuple(next(reader, ()))
        layout = _LAYOUTS.get(header[0] if header else "")
        if layout is None or header != layout:
            known = " or ".join(SEPARATOR.join(columns) for columns in _LAYOUTS.values())
            raise TablesError(file, 1, "(header)", f"the first line must be {known}")
        return layout, [_row(cells, file, layout, line=reader.line_num) for cells in reader]
    except csv.Error as error:
        raise TablesError(file, reader.line_num, "(document)", f"not readable as CSV: {error}") from error


def _row(cells: list[str], file: str, layout: tuple[str, ...], *, line: int) -> Row:
    if len(cells) != len(layout):
        raise TablesError(file, line, "(row)", f"{len(cells)} cells; the header has {len(layout)}")
    for column, cell in zip(layout, cells, strict=True):
        if cell != cell.strip() or "\n" in cell:
            raise TablesError(file, line, column, "a cell begins or ends with a space, or goes on over the line")
    return Row(file, line, dict(zip(layout, cells, strict=True)), cells[0])
