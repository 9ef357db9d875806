"""python -m receipts migrate: the ledger's schema; python -m receipts rules: the rules version of this build."""

import sys

from chassis.service import migrate_only
from receipts.ledger.rules_shelf import RulesShelf

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["migrate"]:
            migrate_only("receipts", "VITALE_RECEIPTS_")
        case ["rules"]:
            sys.stdout.write(f"{RulesShelf.of_this_build().current.version}\n")
        case _:
            sys.stderr.write("use `migrate` or `rules`; processes are receipts.worker and receipts.api\n")
            raise SystemExit(64)
