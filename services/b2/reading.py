"""From bytes to records: lines, characters, types, values; everything wrong is said, with the number of its record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from b2.faults import Fault, FaultCode
from b2.kinds import Misread, Value, is_written, parse
from b2.layouts import LAYOUTS, LENGTH, kind_of
from b2.records import File, Record

_CRLF: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what could not be: records with a fault are not in the file."""

    file: File
    faults: tuple[Fault, ...]


def read(data: bytes) -> Reading:
    """The records of a file; lines end with CR LF, with LF, or not at all, all of them alike."""
    text = data.decode("latin-1")
    line_end = _CRLF if _CRLF in text else "\n" if "\n" in text else ""
    records: list[Record] = []
    faults: list[Fault] = []
    for number, line in enumerate(_lines(text, line_end), start=1):
        found = list(_faults(line, number)) or _record(line, number)
        if isinstance(found, Record):
            records.append(found)
        else:
            faults += found
    if line_end and not text.endswith(line_end):
        faults.append(_unended(text.count(line_end) + 1))
    if not text:
        faults.append(Fault(FaultCode.MISSING, 0, "", "", "the file is empty", "Give a file with at least one invoice"))
    return Reading(File(tuple(records), line_end), tuple(faults))


def _lines(text: str, line_end: str) -> list[str]:
    if not line_end:
        return [text[begin : begin + LENGTH] for begin in range(0, len(text), LENGTH)]
    lines = text.split(line_end)
    return lines if lines[-1] else lines[:-1]


def _faults(line: str, number: int) -> Iterator[Fault]:
    """What keeps a line from being looked at by its fields."""
    bare = line.rstrip("\r\n")
    if "\r" in line or "\n" in line:
        yield Fault(
            FaultCode.LINE_END, number, "", "", "its line does not end like the others", "End all with CR LF, or LF"
        )
    if len(bare) != LENGTH:
        problem = f"it has {len(bare)} characters, a record has {LENGTH}"
        advice = "Spaces at the end count, and some editors cut them" if len(bare) < LENGTH else "Cut what is too much"
        yield Fault(FaultCode.LENGTH, number, "", "", problem, advice)
    bad = next((place for place, sign in enumerate(bare, start=1) if not is_written(sign)), 0)
    if bad:
        problem = f"position {bad} holds a character that B2 does not have"
        yield Fault(FaultCode.BAD_BYTE, number, "", "", problem, "Use capitals without accents, digits and ASCII signs")


def _record(line: str, number: int) -> Record | list[Fault]:
    kind = kind_of(line)
    if kind is None:
        advice = "The types are 2, 3, 4 and 5 with their letters"
        return [Fault(FaultCode.UNKNOWN_RECORD, number, "", "type", "no record begins like this", advice)]
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for field in LAYOUTS[kind].fields:
        try:
            values[field.name] = parse(field.kind, line[field.place])
        except Misread as error:
            faults.append(Fault(error.code, number, kind, field.name, error.problem, error.advice))
    return faults or Record(kind, values, number)


def _unended(number: int) -> Fault:
    return Fault(FaultCode.LINE_END, number, "", "", "its line does not end", "End the last line like the others")
