"""Prints the statement of a written case with its reasons: `python -m tools.case FILE [--lang fr|en]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import reimbursement_tables
from tools.cases.fields import WrittenCaseError
from tools.cases.replay import replay
from tools.cases.statement import statement
from tools.cases.written import read_case


def main(arguments: Sequence[str]) -> int:
    """Print the statements; return 2 when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tools.case", description=__doc__)
    parser.add_argument("file", type=Path, help="YAML or JSON case, see examples/README.md")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr", help="language of the reasons")
    options = parser.parse_args(arguments)
    try:
        case = read_case(options.file)
    except (OSError, UnicodeDecodeError, WrittenCaseError) as error:
        print(f"cannot read the case: {error}", file=sys.stderr)
        return 2
    tables = reimbursement_tables.load()
    print("\n\n".join(statement(outcome, tables, language=options.lang) for outcome in replay(case, tables)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
