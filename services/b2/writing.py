"""From records to bytes."""

from b2.faults import Fault, Unwritable
from b2.kinds import Misread, render
from b2.layouts import LENGTH
from b2.records import File, Record


def write(file: File) -> bytes:
    """The bytes of a file.

    Raises:
        Unwritable: a value does not fit into its field; the fault names record, type and field.
    """
    lines = (_line(record, number) + file.line_end for number, record in enumerate(file.records, start=1))
    return "".join(lines).encode("ascii")


def _line(record: Record, number: int) -> str:
    signs = [" "] * LENGTH
    for field in record.layout.fields:
        try:
            signs[field.place] = render(field.kind, record.values[field.name], field.width)
        except Misread as error:
            fault = Fault(error.code, number, record.kind, field.name, error.problem, error.advice)
            raise Unwritable(fault) from None
    return "".join(signs)
