"""Owns the command: read the claims and both tables, print the report, say by the exit code whether any changes."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reimbursement_tables import TablesError
from tools.difference.claims import UnreadableClaims, read_claims
from tools.difference.recompute import recompute
from tools.difference.report import report
from tools.difference.tables import CURRENT, UnreadableTables, tables_of


def main(arguments: Sequence[str]) -> int:
    """Print the report; return 0 when no receipt changes, 1 when some do, 2 when something cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.difference",
        description="Lists each receipt of a file of claims that changed tables would change, by how much and why.",
    )
    parser.add_argument("claims", type=Path, help="JSON Lines: written cases (examples/README.md) or published cases")
    parser.add_argument("--tables", required=True, help="a changed table, or a folder of them")
    parser.add_argument("--against", default=CURRENT, help="what to compare with: the shipped tables, or such a path")
    options = parser.parse_args(arguments)
    try:
        before, after = tables_of(options.against), tables_of(options.tables)
        claims = read_claims(options.claims, before)
    except (OSError, UnicodeDecodeError, TablesError, UnreadableClaims, UnreadableTables) as error:
        print(f"cannot read: {error}", file=sys.stderr)
        return 2
    receipts = list(recompute(claims, before, after))
    print(report(receipts, before, after))
    return int(any(receipt.difference is not None for receipt in receipts))
