"""From records to invoices: 2, 2S, lines with what goes with each, 5; and how many of each there may be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from b2.faults import Fault, FaultCode
from b2.layouts import ENVELOPE
from b2.records import File, Record

# The order in which what goes with a line follows it.
_COMPANIONS: Final = {"3": ("3S", "3E", "3F", "3H"), "4": ("4S", "4E", "4B", "4H", "4M")}
_MOST: Final = {"3F": 10, "3H": 10, "4B": 10, "4H": 10, "4M": 26}
_MOST_LINES: Final = 999


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a stay (3) or of an act (4), and the records that go with it."""

    act: Record
    companions: tuple[Record, ...] = ()

    def companion(self, kind: str) -> Record | None:
        """The first record of a type that goes with it, or None."""
        return next((record for record in self.companions if record.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Invoice:
    """One whole invoice."""

    header: Record
    extension: Record | None
    lines: tuple[Line, ...]
    totals: Record

    @property
    def number(self) -> str:
        """The invoice number, 9 digits."""
        return self.header.text("invoice_no")

    def records(self) -> Iterator[Record]:
        """All its records in the order of the file."""
        yield self.header
        if self.extension is not None:
            yield self.extension
        for line in self.lines:
            yield line.act
            yield from line.companions
        yield self.totals


@dataclass(slots=True)
class _Open:
    """An invoice whose 5 has not come yet."""

    header: Record
    extension: Record | None = None
    lines: list[tuple[Record, list[Record]]] = field(default_factory=list)

    def closed(self, totals: Record) -> Invoice:
        lines = tuple(Line(act, tuple(companions)) for act, companions in self.lines)
        return Invoice(self.header, self.extension, lines, totals)


def group(file: File) -> tuple[Sequence[Invoice], Sequence[Fault]]:
    """The whole invoices of a file, and where the order of its records is broken."""
    invoices: list[Invoice] = []
    faults: list[Fault] = []
    current: _Open | None = None
    for record in file.records:
        if record.kind == "2":
            faults += _unfinished(current)
            current = _Open(record)
        elif current is None:
            if record.kind != ENVELOPE.kind:
                faults.append(_order(record, "it belongs to no invoice", "An invoice begins with a record 2"))
        elif record.kind == "5":
            faults += _sizes(current)
            invoices.append(current.closed(record))
            current = None
        else:
            faults += _take(current, record)
    return invoices, [*faults, *_unfinished(current)]


def _take(current: _Open, record: Record) -> Iterator[Fault]:
    """Put a record into the open invoice where it may follow."""
    if record.kind in _COMPANIONS:
        current.lines.append((record, []))
    elif record.kind == "2S":
        if current.extension is not None or current.lines:
            yield _order(record, "it does not follow a record 2", "Write one 2S, directly after the 2")
        current.extension = record
    elif record.kind == ENVELOPE.kind:
        yield _order(record, "a record of the file stands inside an invoice", "End the invoice with its 5 first")
    elif not current.lines or current.lines[-1][0].kind != record.kind[0]:
        yield _order(record, f"it goes with a record {record.kind[0]}", f"Write it after its {record.kind[0]}")
    else:
        yield from _follow(current.lines[-1][1], record)


def _follow(companions: list[Record], record: Record) -> Iterator[Fault]:
    order = _COMPANIONS[record.kind[0]]
    if companions and order.index(companions[-1].kind) > order.index(record.kind):
        yield _order(record, f"it follows a {companions[-1].kind}", f"The order is {' '.join(order)}")
    companions.append(record)
    most = _MOST.get(record.kind)
    if most is not None and sum(each.kind == record.kind for each in companions) == most + 1:
        advice = f"Write at most {most} for one line"
        yield Fault(FaultCode.TOO_MANY, record.number, record.kind, "", "too many records of this type", advice)


def _sizes(current: _Open) -> Iterator[Fault]:
    if not 1 <= len(current.lines) <= _MOST_LINES:
        header = current.header
        problem = f"the invoice has {len(current.lines)} lines"
        yield Fault(FaultCode.TOO_MANY, header.number, header.kind, "", problem, "An invoice has 1 to 999 lines")


def _unfinished(current: _Open | None) -> Iterator[Fault]:
    if current is not None:
        yield _order(current.header, "its invoice has no end", "An invoice ends with a record 5")


def _order(record: Record, problem: str, advice: str) -> Fault:
    return Fault(FaultCode.ORDER, record.number, record.kind, "type", problem, advice)
