"""`python -m tools.ops status|lag|parked|show|dry-run|redrive|halts|resume|waiting|outbox|generations`: the desk."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from chassis.errors import DomainError
from tools.local.state import NotRunningError
from tools.operators import partition_of
from tools.ops.commands import COMMANDS
from tools.ops.door import add_door, door


def parser() -> argparse.ArgumentParser:
    """Make the command line."""
    whole = argparse.ArgumentParser(prog="python -m tools.ops", description=__doc__)
    add_door(whole)
    commands = whole.add_subparsers(dest="command", required=True)
    for name, said in (
        ("status", "everything in one screen"),
        ("lag", "every partition: backlog in seconds and records, publication, rules"),
        ("halts", "halted partitions and why"),
        ("outbox", "what each service has written and not yet brought to the log"),
        ("generations", "lives of the ledger, the last first"),
    ):
        commands.add_parser(name, help=said)
    waiting = commands.add_parser("waiting", help="claims that wait, the oldest first")
    waiting.add_argument("--limit", type=int, default=100, help="at most so many (default 100)")
    _add_parked(commands)
    resume = commands.add_parser("resume", help="let a halted partition go on")
    resume.add_argument("partition", type=partition_of)
    resume.add_argument("--note", required=True, help="what was found, free of personal data")
    return whole


def _add_parked(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = commands.add_parser("parked", help="records set aside and still open")
    listing.add_argument("--all", action="store_true", help="those re-driven too")
    _add_selection(listing)
    commands.add_parser("show", help="explain one").add_argument("record", help="<generation>-<partition>-<seq>")
    trying = commands.add_parser("dry-run", help="what records would become if they were sent again now")
    redrive = commands.add_parser("redrive", help="send records again, and say what became of them")
    for command in (trying, redrive):
        command.add_argument("records", nargs="*", metavar="record", help="<generation>-<partition>-<seq>")
        _add_selection(command)
    redrive.add_argument("--wait", type=float, default=30.0, help="seconds to wait for the outcome (default 30)")


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", default=None, help="only this reason, such as NOT_ESTABLISHED")
    command.add_argument("--limit", type=int, default=100, help="at most so many (default 100)")


async def _run(arguments: argparse.Namespace) -> None:
    async with door(arguments) as opened:
        async for line in COMMANDS[arguments.command](arguments, opened):
            print(line, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 1 with one line for each fault on stderr when it could not be done."""
    try:
        asyncio.run(_run(parser().parse_args(argv)))
    except DomainError as error:
        print(f"{error}", file=sys.stderr)
        for violation in error.violations:
            print(f"  {violation.field}: {violation.advice}", file=sys.stderr)
        return 1
    except NotRunningError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
