"""Prints the bench as one table and writes it as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.bench.figures import Part

_WORDS = {None: "", True: "reached", False: "NOT REACHED"}


def lines(machine: Mapping[str, str], parts: Sequence[Part]) -> Iterator[str]:
    """The table, line by line."""
    yield "  ".join(f"{name}: {value}" for name, value in machine.items())
    yield ""
    yield f"{'part':<16}{'what':<46}{'figure':>12} {'unit':<20}{'target':<10}"
    for part in parts:
        for figure in part.figures:
            row = f"{part.name:<16}{figure.name:<46}{figure.value:>12,.2f} {figure.unit:<20}{figure.target:<10}"
            yield f"{row}{_WORDS[figure.reached]}".rstrip()
        for note in part.notes:
            yield f"{'':<16}{note}"
        for reason in part.void:
            yield f"{part.name:<16}VOID {reason}"


def write(path: Path, machine: Mapping[str, str], parts: Sequence[Part]) -> None:
    """Write everything; a part with differing counts is marked void."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {
        "machine": dict(machine),
        "parts": [
            {
                "name": part.name,
                "void": part.void,
                "notes": part.notes,
                "figures": [
                    {"name": f.name, "value": f.value, "unit": f.unit, "target": f.target, "reached": f.reached}
                    for f in part.figures
                ],
            }
            for part in parts
        ],
    }
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
