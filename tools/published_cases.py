"""Runs a file of published cases: `python -m tools.published_cases FILE` (exit 1 on a failure, 2 on a bad file)."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import reimbursement_tables
from tools.cases.comparison import Outcome, Verdict, judge
from tools.cases.published import PublishedCase, UnreadableCase, read_case


def read_file(path: Path) -> list[PublishedCase]:
    """Return the cases of a JSON Lines file; raise UnreadableCase with the number of the line that is wrong."""
    cases = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            cases.append(read_case(json.loads(text)))
        except json.JSONDecodeError as error:
            raise UnreadableCase(f"{path.name}:{number}: not JSON: {error.msg}") from error
        except UnreadableCase as error:
            raise UnreadableCase(f"{path.name}:{number}: {error}") from error
    return cases


def report(outcomes: Sequence[Outcome]) -> str:
    """Return the table of verdicts by category, the failures, and what is not covered by name."""
    categories = dict.fromkeys(outcome.case.category for outcome in outcomes)
    rows = [f"{'category':<18}{'pass':>6}{'fail':>6}{'not covered':>13}"]
    rows.extend(_row(name, [outcome for outcome in outcomes if outcome.case.category == name]) for name in categories)
    rows.append(_row("all", outcomes))
    for outcome in outcomes:
        rows.extend(f"FAIL {outcome.case.case_id}: {difference}" for difference in outcome.differences)
    reasons = Counter(outcome.reason for outcome in outcomes if outcome.verdict is Verdict.NOT_COVERED)
    rows.extend(f"not covered {count:>4}  {reason}" for reason, count in sorted(reasons.items()))
    return "\n".join(rows)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    count = Counter(outcome.verdict for outcome in outcomes)
    return f"{name:<18}{count[Verdict.PASS]:>6}{count[Verdict.FAIL]:>6}{count[Verdict.NOT_COVERED]:>13}"


def main(arguments: Sequence[str]) -> int:
    """Print the report; return 0, 1 when a case fails, 2 when the file cannot be read."""
    if len(arguments) != 1:
        print("usage: python -m tools.published_cases FILE", file=sys.stderr)
        return 2
    try:
        cases = read_file(Path(arguments[0]))
    except (OSError, UnicodeDecodeError, UnreadableCase) as error:
        print(f"cannot read the cases: {error}", file=sys.stderr)
        return 2
    tables = reimbursement_tables.load()
    outcomes = [judge(case, tables) for case in cases]
    print(report(outcomes))
    return int(any(outcome.verdict is Verdict.FAIL for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
