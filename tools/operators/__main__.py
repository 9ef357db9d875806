"""`python -m tools.operators activate|versions|deadline|rebuild|…`: decide about partitions and generations."""

import argparse
import asyncio
from collections import Counter

from chassis.clock import SystemClock
from chassis.errors import DomainError
from chassis.kafka import KafkaPublisher
from receipts.rebuild.order import BrokenOrder
from receipts.rebuild.replay import ReplayStopped
from receipts.rebuild.switch import WrongGeneration
from reimbursement_tables import TablesError, load
from tools.difference.tables import UnreadableTables
from tools.local.state import NotRunningError
from tools.operators.activation import activate_everywhere
from tools.operators.desk import OperatorsDesk, partition_of
from tools.operators.generations import COMMANDS, add_generations, work_on_generations
from tools.operators.ledger import LedgerView
from tools.operators.place import Place, add_place, place_of
from tools.operators.reassessing.command import add_reassess, reassess

_FAILURES = (
    DomainError,
    NotRunningError,
    TimeoutError,
    BrokenOrder,
    ReplayStopped,
    WrongGeneration,
    TablesError,
    UnreadableTables,
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operators", description=__doc__)
    add_place(parser)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("activate", help="bring the rules of this build into force in every partition")
    commands.add_parser("versions", help="rules version of every partition")
    add_generations(commands)
    add_reassess(commands)
    deadline = commands.add_parser("deadline", help="stop waiting for what a claim named")
    deadline.add_argument("partition", type=partition_of)
    deadline.add_argument("receipt_id", type=bytes.fromhex, help="32 hexadecimal digits")
    return parser.parse_args()


async def _versions(place: Place) -> str:
    async with LedgerView.open(place.dsn, generation=place.generation) as ledger:
        counts = Counter((await ledger.versions()).values())
    return "\n".join(f"{version or 'none'}: {count} partitions" for version, count in counts.items())


async def _publish(arguments: argparse.Namespace, place: Place) -> str:
    publisher = KafkaPublisher(place.brokers, client_id="operators")
    try:
        desk = OperatorsDesk(publisher, SystemClock())
        if arguments.command == "deadline":
            await desk.deadline(arguments.partition, arguments.receipt_id)
            return f"the deadline is on its way to partition {arguments.partition}"
        tables = load()
        async with LedgerView.open(place.dsn, generation=place.generation) as ledger:
            changed = await activate_everywhere(tables, desk, ledger)
        return f"rules {tables.version} are in force: {changed} partitions changed"
    finally:
        await publisher.stop()


async def _work(arguments: argparse.Namespace, place: Place) -> str:
    if arguments.command in COMMANDS:
        return await work_on_generations(arguments, place)
    if arguments.command == "reassess":
        return await reassess(arguments, place)
    return await (_versions(place) if arguments.command == "versions" else _publish(arguments, place))


def main() -> None:
    """Run one command; exit 1 with one line when it could not be done."""
    arguments = _arguments()
    try:
        place = place_of(arguments)
        print(asyncio.run(_work(arguments, place)))
    except _FAILURES as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None


if __name__ == "__main__":
    main()
