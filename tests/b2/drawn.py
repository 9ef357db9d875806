"""Draws records of every type with any values that their fields can hold."""

from datetime import date

from hypothesis import strategies as st

from b2.kinds import Kind, Value, is_written
from b2.layouts import ENVELOPE, LAYOUTS, Field, kind_of
from b2.records import File, Record, record
from b2.writing import write

SIGNS = [chr(code) for code in range(32, 127) if is_written(chr(code))]
FIXED = {"type", "letter"}
LINE_ENDS = st.sampled_from(["", "\n", "\r\n"])


def values(field: Field) -> st.SearchStrategy[Value]:
    """What a field can hold."""
    digits = st.text("0123456789", min_size=field.width, max_size=field.width)
    drawn: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.TEXT: st.text(SIGNS, max_size=field.width).map(lambda text: text.strip(" ")),
        Kind.DIGITS: digits,
        Kind.BIRTH: digits,
        Kind.NUMBER: st.integers(0, 10**field.width - 1),
        Kind.DAY: st.none() | st.dates(date(1980, 1, 1), date(2079, 12, 31)),
    }
    return drawn[field.kind]


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record of any type of an invoice."""
    kind = draw(st.sampled_from(sorted(LAYOUTS.keys() - {ENVELOPE.kind})))
    free = {field.name: values(field) for field in LAYOUTS[kind].fields if field.name not in FIXED}
    return record(kind, **draw(st.fixed_dictionaries(free)))


def is_told_apart(drawn: Record) -> bool:
    """Whether its free text does not make it look like another type."""
    return kind_of(write(File((drawn,), "")).decode()) == drawn.kind


files = st.builds(
    lambda drawn, line_end: File(tuple(drawn), line_end),
    st.lists(records().filter(is_told_apart), min_size=1, max_size=6),
    LINE_ENDS,
)
