"""Records as lines of fixed width by a table, and back. What does not fit is refused, never cut."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from tools.returns.layout import SEQUENCE, Field, Table
from tools.returns.model import Record, Value

_NO_DAY: Final = "000000"


class LineError(ValueError):
    """A value that does not fit its field, or a line that is none of the table's; names kind, field or line number."""


def write(records: Sequence[Record], table: Table) -> str:
    """A whole file: one line for each record, numbered from 1, each ended by a line feed.

    Raises:
        LineError: a value does not fit.
    """
    return "".join(f"{_line(record, number, table)}\n" for number, record in enumerate(records, start=1))


def read(text: str, table: Table) -> list[Record]:
    """The records of a file that was written by the same table.

    Raises:
        LineError: a line is of another width, of no known kind or out of order.
    """
    return [_record(line, number, table) for number, line in enumerate(text.splitlines(), start=1)]


def _line(record: Record, number: int, table: Table) -> str:
    line = [" "] * table.width
    for field in table.records[record.kind]:
        value: Value = number if field.name == SEQUENCE else record.values.get(field.name, field.value)
        written = _written(field, value, table)
        if len(written) != field.width:
            raise LineError(f"{record.kind}.{field.name}: wider than {field.width} positions")
        line[field.at - 1 : field.at - 1 + field.width] = written
    return "".join(line)


def _written(field: Field, value: Value, table: Table) -> str:
    match field.kind:
        case "number":
            return f"{int(value):0{field.width}d}"
        case "cents":
            return f"{int(value):+0{field.width}d}"
        case "date":
            return f"{date.fromisoformat(str(value)):%y%m%d}" if value else _NO_DAY
        case "state":
            return table.states[str(value)].ljust(field.width)
        case _:
            text = field.value if field.kind == "constant" else str(value)
            if not (text.isascii() and text.isprintable()):
                raise LineError(f"{field.name}: not in printable ASCII")
            return text.ljust(field.width)


def _record(line: str, number: int, table: Table) -> Record:
    if len(line) != table.width:
        raise LineError(f"line {number}: {len(line)} positions, the table says {table.width}")
    kind = _kind(line, table.records, table)
    if kind is None:
        raise LineError(f"line {number}: no kind of record of table {table.name}")
    values: dict[str, Value] = {}
    for field in table.records[kind]:
        if field.kind == "constant":
            continue
        value = _value(field, field.cut(line), number, table)
        if field.name == SEQUENCE and value != number:
            raise LineError(f"line {number}: it says that it is number {value}")
        values[field.name] = value
    values.pop(SEQUENCE, None)
    return Record(kind, values)


def _kind(line: str, kinds: Iterable[str], table: Table) -> str | None:
    def is_of(kind: str) -> bool:
        return all(field.cut(line) == field.value.ljust(field.width) for field in table.constants(kind))

    return next((kind for kind in kinds if is_of(kind)), None)


def _value(field: Field, text: str, number: int, table: Table) -> Value:
    try:
        match field.kind:
            case "number" | "cents":
                return int(text)
            case "date":
                return "" if text == _NO_DAY else datetime.strptime(text, "%y%m%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
            case "state":
                return {code: state for state, code in table.states.items()}[text.rstrip()]
            case _:
                return text.rstrip()
    except (ValueError, KeyError):
        raise LineError(f"line {number}: {field.name} is not of its kind ({field.kind})") from None
