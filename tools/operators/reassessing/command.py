"""`reassess`: looks, reports, asks, and only then stores and activates the tables and sends the records."""

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from chassis.clock import SystemClock
from chassis.kafka import KafkaPublisher
from receipts.ledger.inputs import REASSESSED_AT_MOST
from reimbursement.rule_tables import Tables
from tools.difference.tables import CURRENT, tables_of
from tools.operators.activation import activate_everywhere
from tools.operators.desk import OperatorsDesk
from tools.operators.ledger import LedgerView
from tools.operators.place import Place
from tools.operators.reassessing.changes import Change, Found, changes_in
from tools.operators.reassessing.report import report
from tools.operators.reassessing.standing import sources, standing
from vitale.control.v1.control_pb2 import ReassessedClaim

_RECORD_BYTES: Final = 200_000
"""Claims of one record: below what the topic takes, envelope and headers included."""
_CLAIM_FRAME: Final = 32


def add_reassess(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("reassess", help="settle receipts again: show the difference, --send to send")
    command.add_argument("--tables", default=CURRENT, help="changed tables, as tools.difference takes them")
    command.add_argument("--since", type=date.fromisoformat, default=date(1970, 1, 1), help="first day of care")
    command.add_argument("--reason", default="RATE_CHANGED", help="code on every new revision, such as RIGHTS_CHANGED")
    command.add_argument("--shown", type=int, default=50, help="receipts told one by one (default 50)")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show only; the default")
    what.add_argument("--send", action="store_true", help="activate the tables and send the records after asking")
    command.add_argument("--yes", action="store_true", help="with --send: do not ask")


async def reassess(arguments: argparse.Namespace, place: Place) -> str:
    """Run the command; what it says last.

    Raises:
        DomainError: broker or database is down.
        UnreadableTables, TablesError: the tables cannot be read.
    """
    tables = tables_of(arguments.tables)
    async with LedgerView.open(place.dsn, generation=place.generation) as ledger:
        found = await _look(ledger, place, tables, arguments.since)
        print(report(found, tables.version, shown=arguments.shown))
        if not found.changes:
            return "nothing to send"
        if not arguments.send:
            return "nothing was sent: this was a dry run, --send sends"
        if not arguments.yes and await asyncio.to_thread(input, f"send {len(found.changes)}? type yes: ") != "yes":
            return "nothing was sent"
        publisher = KafkaPublisher(place.brokers, client_id="operators")
        try:
            desk = OperatorsDesk(publisher, SystemClock())
            return await send(found.changes, tables, arguments.reason, desk=desk, ledger=ledger)
        finally:
            await publisher.stop()


async def _look(ledger: LedgerView, place: Place, tables: Tables, since: date) -> Found:
    receipts = await standing(ledger.pool, ledger.generation, since)
    claims = await sources(place.brokers, receipts)
    async with ledger.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        return await changes_in(connection, ledger.generation, receipts, claims, tables)


async def send(
    changes: Sequence[Change], tables: Tables, reason: str, *, desk: OperatorsDesk, ledger: LedgerView
) -> str:
    """Bring the tables into force where they are not, then send the records, in log order of each partition."""
    activated = await activate_everywhere(tables, desk, ledger)
    records = 0
    for partition, mine in groupby(changes, key=lambda change: change.partition):
        for chunk in chunks(list(mine)):
            await desk.reassess(partition, reason, tables.version, chunk)
            records += 1
    return f"{activated} partitions activated, {len(changes)} receipts sent in {records} records"


def chunks(changes: Sequence[Change]) -> Iterator[list[ReassessedClaim]]:
    """The claims of one partition in records that a topic takes."""
    chunk, size = list[ReassessedClaim](), 0
    for change in changes:
        claim = ReassessedClaim(home_id=change.source.home_id, claim_bytes=change.source.body)
        grown = size + len(change.source.body) + _CLAIM_FRAME
        if chunk and (len(chunk) == REASSESSED_AT_MOST or grown > _RECORD_BYTES):
            yield chunk
            chunk, grown = [], len(change.source.body) + _CLAIM_FRAME
        chunk.append(claim)
        size = grown
    if chunk:
        yield chunk
