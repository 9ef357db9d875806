"""Runs a file of identifier vectors (JSON lines: kind, value, valid, why) against `identifiers`, kind by kind.

    python -m tools.identifier_vectors tests/data/identifier_vectors.jsonl

Prints pass, fail and disputed per kind, names the kinds that have no check yet, exits 1 when a vector fails.
Disputed vectors (sources disagree, or the source's own example is wrong) are listed with our choice, never counted.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from identifiers import AmcNumber, Finess, InvalidIdentifier, Nir, Part, Rpps, nir_key
from identifiers.nir import PERMANENT_OR_WAITING

EXIT_FAILED = 1
EXIT_UNREADABLE = 2


def _nir_key(value: str) -> None:
    body, _, key = value.partition("|")
    _require(nir_key(body) == key, "NIR", Part.KEY)


def _nir_anonymous(value: str) -> None:
    _require(Nir.parse(value).is_anonymous, "NIR", Part.PLACE)


def _finess_b2(value: str) -> None:
    number, _, b2 = value.partition("|")
    _require(Finess.parse(number).b2 == b2, "FINESS", Part.PLACE)


def _require(holds: bool, kind: str, part: Part) -> None:
    if not holds:
        raise InvalidIdentifier(kind, part, reason="not the expected form", advice="Compare with the source")


CHECKS: Final[Mapping[str, Callable[[str], object]]] = {
    "nir": Nir.parse,
    "nir13": Nir.of_body,
    "nir_key": _nir_key,
    "nir_anonymous": _nir_anonymous,
    "nir_ext": lambda value: Nir.parse(value, sexes=PERMANENT_OR_WAITING),
    "nir_demo_card": lambda value: Nir.parse(value, demo_card=True),
    "rpps": Rpps.parse,
    "finess": Finess.parse,
    "finess_b2": _finess_b2,
    "amc_number": AmcNumber.parse,
}


@dataclass(frozen=True, slots=True)
class Vector:
    """One line of the file, with its number."""

    line_no: int
    kind: str
    value: str
    valid: bool
    why: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check of its kind said of a vector: accepted or refused; None when the kind has no check."""

    vector: Vector
    accepted: bool | None

    @property
    def verdict(self) -> str:
        """One of "unknown", "disputed", "pass", "fail"."""
        if self.accepted is None:
            return "unknown"
        if self.vector.disputed:
            return "disputed"
        return "pass" if self.accepted == self.vector.valid else "fail"


def read(path: Path) -> list[Vector]:
    """Read the vectors of `path`; raise ValueError naming the line that is no vector, OSError when unreadable."""
    lines = enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
    return [_vector(line_no, line) for line_no, line in lines if line.strip()]


def _vector(line_no: int, line: str) -> Vector:
    try:
        row = json.loads(line)
        kind, value, valid = str(row["kind"]), str(row["value"]), row["valid"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"line {line_no} is no vector with kind, value and valid") from error
    if not isinstance(valid, bool):
        raise ValueError(f"line {line_no}: valid must be true or false")  # noqa: TRY004 - a wrong file, not a wrong type
    return Vector(line_no, kind, value, valid=valid, why=str(row.get("why", "")), disputed=bool(row.get("disputed")))


def run(vectors: Iterable[Vector]) -> list[Outcome]:
    """Check each vector by its kind."""
    return [Outcome(vector, _accepts(vector)) for vector in vectors]


def _accepts(vector: Vector) -> bool | None:
    check = CHECKS.get(vector.kind)
    if check is None:
        return None
    try:
        check(vector.value)
    except InvalidIdentifier:
        return False
    return True


def report(outcomes: Iterable[Outcome]) -> list[str]:
    """Render the table per kind, the disputed and failed vectors by line number, and the unknown kinds."""
    outcomes = list(outcomes)
    counts = Counter((outcome.vector.kind, outcome.verdict) for outcome in outcomes)
    known = sorted({kind for kind, verdict in counts if verdict != "unknown"})
    lines = [f"{'kind':<16}{'pass':>6}{'fail':>6}{'disputed':>10}"]
    lines += [f"{k:<16}{counts[k, 'pass']:>6}{counts[k, 'fail']:>6}{counts[k, 'disputed']:>10}" for k in known]
    lines += [_describe(outcome) for outcome in outcomes if outcome.verdict in {"disputed", "fail"}]
    unknown = sorted({kind for kind, verdict in counts if verdict == "unknown"})
    lines.append(f"kinds not known yet: {', '.join(unknown) or 'none'}")
    return lines


def _describe(outcome: Outcome) -> str:
    vector, ours = outcome.vector, "accepted" if outcome.accepted else "refused"
    stated = "valid" if vector.valid else "invalid"
    return f"{outcome.verdict}: line {vector.line_no} ({vector.kind}) stated {stated}, {ours} here: {vector.why}"


def main(arguments: list[str]) -> int:
    """Run the file named by the only argument; give the exit status."""
    if len(arguments) != 1:
        print("usage: python -m tools.identifier_vectors FILE", file=sys.stderr)
        return EXIT_UNREADABLE
    try:
        outcomes = run(read(Path(arguments[0])))
    except (OSError, ValueError) as error:
        print(f"identifier_vectors: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    print("\n".join(report(outcomes)))
    return EXIT_FAILED if any(outcome.verdict == "fail" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
