"""`python -m tools.parked list|show|redrive|halts|clear-halt`: the desk for records that the ledger set aside."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from chassis.clock import SystemClock
from chassis.errors import DomainError
from tools.local.state import NotRunningError
from tools.operators import LedgerView, partition_of
from tools.operators.place import add_place, place_of
from tools.parked.commands import COMMANDS


def parser() -> argparse.ArgumentParser:
    """Make the command line."""
    whole = argparse.ArgumentParser(prog="python -m tools.parked", description=__doc__)
    add_place(whole)
    commands = whole.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="records set aside and still open")
    listing.add_argument("--all", action="store_true", help="those re-driven too")
    _add_selection(listing)
    commands.add_parser("show", help="explain one").add_argument("record", help="<generation>-<partition>-<seq>")
    redrive = commands.add_parser("redrive", help="send records again, and say what became of them")
    redrive.add_argument("records", nargs="*", metavar="record", help="<generation>-<partition>-<seq>")
    redrive.add_argument("--wait", type=float, default=30.0, help="seconds to wait for the outcome (default 30)")
    _add_selection(redrive)
    commands.add_parser("halts", help="halted partitions and why")
    clearing = commands.add_parser("clear-halt", help="let a halted partition go on")
    clearing.add_argument("partition", type=partition_of)
    clearing.add_argument("--note", required=True, help="what was found, free of personal data")
    return whole


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", default=None, help="only this reason, such as NOT_ESTABLISHED")
    command.add_argument("--limit", type=int, default=100, help="at most so many (default 100)")


async def _run(arguments: argparse.Namespace) -> None:
    place = place_of(arguments)
    async with LedgerView.open(place.dsn, generation=place.generation) as ledger:
        async for line in COMMANDS[arguments.command](arguments, place, ledger, SystemClock()):
            print(line)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 1 with one line on stderr when it could not be done."""
    try:
        asyncio.run(_run(parser().parse_args(argv)))
    except (DomainError, NotRunningError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
