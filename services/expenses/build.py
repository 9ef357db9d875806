"""Opens the parts of the front's process and ties them together."""

from chassis.process import Process
from expenses.app import build as build_app
from expenses.asking import Pace, Parts
from expenses.demo import DemoSignIn
from expenses.serving import listen, serve
from expenses.settings import ExpensesSettings
from expenses.upstream import GrpcReceipts
from expenses.watching import Watching, over_grpc
from reimbursement_tables import load
from vitale.receipt.v1.receipt_service_pb2 import DESCRIPTOR

_NAME = DESCRIPTOR.services_by_name["ReceiptService"].full_name


async def build(process: Process[ExpensesSettings]) -> None:
    """Open everything; an address that is taken ends the start."""
    settings = process.settings
    channel = process.channel(settings.receipts_target, retried=[_NAME])
    watching = Watching(over_grpc(channel, process.own_tokens()))
    receipts = GrpcReceipts(channel, timeout_s=settings.call_timeout_s)
    pace = Pace(settings.heartbeat_s, settings.stream_s)
    process.readiness.add("receipts", watching.ping)
    app = build_app(Parts(receipts, watching, load(), pace), process.readiness, sign_in=_sign_in(process))
    process.background(watching.run(), "watch")
    served = serve(app, listen(settings.http_listen), goodbye=watching.goodbye, grace_s=settings.stop_grace_s)
    process.background(served, "http")


def _sign_in(process: Process[ExpensesSettings]) -> DemoSignIn | None:
    people, key = process.settings.demo_people, process.settings.demo_issuer_key
    return DemoSignIn(people, key, process.clock) if people and key else None
