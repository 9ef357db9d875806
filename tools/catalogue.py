"""Turns a catalogue of another layout into ours: `python -m tools.catalogue SOURCE.csv --column code=CIP13 ...`."""

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reimbursement.dated import Source
from reimbursement_tables import TablesError
from reimbursement_tables.catalogue import by_name
from reimbursement_tables.csv_rows import CODES, FACTORS, SEPARATOR, Row
from reimbursement_tables.loader import prove_catalogue, shipped, sources_of

_LAYOUTS = {"codes": CODES, "factors": FACTORS}
_MONEY = frozenset({"price", "price_limit", "generic_price", "value"})
# 12.5 - 12,50 € - 1 234,50 with an ordinary or a narrow space; anything else is refused, never guessed.
_NUMBER = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,3}))?[ \u00a0\u202f]?€?")
_REST = "\0"  # no column has this name
_SHOWN = 20


class ReadingError(Exception):
    """The command line does not say how to read the file, or the file has no such column."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How their columns become ours."""

    layout: tuple[str, ...]
    columns: Mapping[str, str]  # ours: theirs
    fixed: Mapping[str, str]  # ours: the same value in every row
    words: Mapping[tuple[str, str], str]  # (ours, their word): our word
    day_format: str


def converted(text: str, file: str, reading: Reading) -> Iterator[Row | TablesError]:
    """Give each row of their file as one of ours that knows its line there, or what is wrong with it."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=SEPARATOR, restkey=_REST, restval=None)
    missing = sorted(set(reading.columns.values()) - set(reader.fieldnames or ()))
    if missing:
        raise ReadingError(f"{file} has no column {', '.join(missing)}; it has {', '.join(reader.fieldnames or ())}")
    for theirs in reader:
        line = reader.line_num
        if _REST in theirs or None in theirs.values():
            raise ReadingError(f"{file}:{line}: it has not as many cells as the first line")
        name = _cell(reading.layout[0], theirs, reading)
        try:
            cells = {ours: _cell(ours, theirs, reading) for ours in reading.layout}
        except ValueError as error:
            yield TablesError(file, line, name, str(error))
        else:
            yield Row(file, line, cells, name)


def _cell(ours: str, theirs: Mapping[str, str], reading: Reading) -> str:
    if ours not in reading.columns:
        return reading.fixed.get(ours, "")
    text = theirs[reading.columns[ours]].strip()
    if (ours, text) in reading.words:
        return reading.words[ours, text]
    if ours in _MONEY:
        return _number(ours, text)
    if ours == "since":
        return datetime.strptime(text, reading.day_format).replace(tzinfo=UTC).date().isoformat()
    return text


def _number(ours: str, text: str) -> str:
    if not text:
        return ""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(f"{ours}: {text} is not a number")
    whole = re.sub(r"\D", "", found[1])
    return f"{whole}.{found[2]}" if found[2] else whole


def proved(
    found: Sequence[Row | TablesError], layout: tuple[str, ...], sources: Mapping[str, Source]
) -> tuple[list[Row], list[TablesError]]:
    """Return the rows of the codes that our loader proves, sorted, and what is wrong with the others.

    One wrong row refuses its code: a history with a hole would be another history.
    """
    kept: list[Row] = []
    refused = [entry for entry in found if isinstance(entry, TablesError)]
    wrong = {error.key for error in refused}
    for name, own in sorted(by_name([entry for entry in found if isinstance(entry, Row)]).items()):
        own.sort(key=lambda row: row.cells["since"])
        try:
            prove_catalogue(written(own, layout), own[0].file, sources)
        except TablesError as error:
            place = own[max(0, error.line - 2)]  # the header is line 1 of what was proved
            refused.append(TablesError(place.file, place.line, error.key, error.problem))
        else:
            kept.extend(own if name not in wrong else [])
    return kept, sorted(refused, key=lambda error: error.line)


def written(rows: Sequence[Row], layout: tuple[str, ...]) -> str:
    """Return the text of a catalogue of ours."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\n")
    writer.writerow(layout)
    writer.writerows([row.cells[column] for column in layout] for row in rows)
    return out.getvalue()


def reading_of(options: argparse.Namespace) -> Reading:
    """Return what the command line says; raise ReadingError where it names no column of ours, or leaves one out."""
    layout = _LAYOUTS[options.layout]
    columns, fixed = _pairs(options.column, layout), _pairs(options.fixed, layout)
    words = {}
    for text in options.word:
        ours, _, pair = text.partition(":")
        theirs, sign, word = pair.rpartition("=")
        if ours not in columns or not sign:
            raise ReadingError(f"--word {text}: write COLUMN:THEIRS=OURS with a column that --column names")
        words[ours, theirs] = word
    both, free = sorted(columns.keys() & fixed.keys()), {"price_limit", "generic_price", "basket", "note"}
    if both:
        raise ReadingError(f"{both[0]} is given twice, by --column and by --fixed")
    for ours in layout:
        if ours not in columns and ours not in fixed and ours not in free:
            raise ReadingError(f"say where {ours} is: --column {ours}=THEIRS or --fixed {ours}=VALUE")
    return Reading(layout, columns, fixed, words, options.day_format)


def _pairs(texts: Sequence[str], layout: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        ours, sign, value = text.partition("=")
        if ours not in layout or not sign:
            raise ReadingError(f"{text}: write OURS=VALUE; ours are {', '.join(layout)}")
        pairs[ours] = value
    return pairs


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("source", type=Path, help="their file: a first line of column names, semicolons")
    parser.add_argument("--layout", choices=_LAYOUTS, default="codes")
    parser.add_argument("--column", action="append", default=[], metavar="OURS=THEIRS", help="our column is theirs")
    parser.add_argument("--fixed", action="append", default=[], metavar="OURS=VALUE", help="the same in every row")
    parser.add_argument("--word", action="append", default=[], metavar="OURS:THEIRS=WORD", help="their word, our word")
    parser.add_argument("--day-format", default="%Y-%m-%d", help="how they write days (default: YYYY-MM-DD)")
    parser.add_argument("--encoding", default="utf-8-sig")
    parser.add_argument("--leave-out-refused", action="store_true", help="write the codes that are proved")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the catalogue; return 1 when a row is refused (nothing is printed), 2 when the file cannot be read."""
    options = _options(arguments)
    try:
        reading = reading_of(options)
        text = options.source.read_text(encoding=options.encoding)
        found = list(converted(text, options.source.name, reading))
    except (OSError, UnicodeDecodeError, LookupError, csv.Error, ReadingError) as error:
        print(f"cannot read the catalogue: {error}", file=sys.stderr)
        return 2
    kept, refused = proved(found, reading.layout, sources_of(shipped()))
    for wrong in refused[:_SHOWN]:
        print(wrong, file=sys.stderr)
    print(f"{len(kept)} rows proved, {len(refused)} codes or rows refused", file=sys.stderr)
    if refused and not options.leave_out_refused:
        return 1
    sys.stdout.write(written(kept, reading.layout))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
