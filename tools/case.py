"""Prints the statement of a written case with its reasons: `python -m tools.case FILE [--lang fr|en]`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import RulesError
from reimbursement.model import Use
from reimbursement.rule_tables import Tables
from reimbursement.writing import Language
from tools.cases.fields import WrittenCaseError
from tools.cases.statement import statement
from tools.cases.written import WrittenCase, read_case


def statements(case: WrittenCase, tables: Tables, language: Language) -> Iterator[str]:
    """Settle each care in the order of the file, with the uses of those before it, and return its statement."""
    uses: tuple[Use, ...] = ()
    for care, title in zip(case.cares, case.titles, strict=True):
        try:
            done = adjudicate(care, case.cover, uses, tables)
        except RulesError as error:
            yield f"== {care.care_date.isoformat()}  {title}".rstrip() + f"\n  {type(error).__name__}: {error}"
            continue
        uses += done.uses
        yield statement(care, done, tables, language=language, title=title, uses=uses)


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
    print("\n\n".join(statements(case, reimbursement_tables.load(), options.lang)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
