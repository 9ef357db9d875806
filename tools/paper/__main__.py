"""`python -m tools.paper list|release|refuse`: decide about paper claims of care that was already teletransmitted."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from chassis.clock import SystemClock
from chassis.errors import DomainError
from chassis.postgres import pool
from teletransmission.paper.store import Decision, Held, PaperStore
from teletransmission.paper.store_postgres import PostgresPaperStore
from tools.local.state import STATE, NotRunningError, State
from vitale.claim.v1.claim_pb2 import Claim

_SCHEMA: Final = "teletransmission"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.paper", description=__doc__)
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running local platform")
    parser.add_argument("--dsn", default=None, help="the database of intake, instead of that of the local platform")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="what waits, the oldest first")
    listing.add_argument("--limit", type=int, default=100)
    for name, told in (("release", "settle it like any other claim"), ("refuse", "refuse it for good")):
        command = commands.add_parser(name, help=told)
        command.add_argument("receipt_id", type=bytes.fromhex, help="32 hexadecimal digits, as listed")
        command.add_argument("--by", required=True, help="who decides: a name at work")
    return parser.parse_args()


async def _work(arguments: argparse.Namespace) -> str:
    dsn = arguments.dsn or State.read(arguments.state).postgres.admin_dsn
    opened = await pool(dsn, schema=_SCHEMA, role=_SCHEMA, max_size=1)
    try:
        store = PostgresPaperStore(opened)
        if arguments.command == "list":
            return listed(await store.waiting(arguments.limit))
        return await _decide(store, arguments)
    finally:
        await opened.close()


async def _decide(store: PaperStore, arguments: argparse.Namespace) -> str:
    at_us = (SystemClock().now() - _EPOCH) // _MICROSECOND
    decide = store.release if arguments.command == "release" else store.refuse
    if not await decide(arguments.receipt_id, Decision(arguments.by, at_us)):
        raise SystemExit("it does not wait: it was decided before, or its number was used by another claim meanwhile")
    return f"{arguments.command}d: {arguments.receipt_id.hex()}"


def listed(waiting: Sequence[Held]) -> str:
    """A line for each claim that waits: receipt, its twin's, practice, number, day of care, since when."""
    lines = []
    for held in waiting:
        claim = Claim.FromString(held.message)
        since = (_EPOCH + held.kept.accepted_at_us * _MICROSECOND).isoformat(timespec="seconds")
        lines.append(
            f"{held.kept.receipt_id.hex()} same care as {held.twin_receipt_id.hex()}: practice "
            f"{claim.performer.practice_id}, invoice {claim.claim_id}, care of {claim.care_date}, held since {since}"
        )
    return "\n".join(lines) or "nothing waits"


def main() -> None:
    """Run one command; exit 1 with one line when it could not be done."""
    try:
        print(asyncio.run(_work(_arguments())))
    except (DomainError, NotRunningError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None


if __name__ == "__main__":
    main()
