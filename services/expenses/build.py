"""Opens the parts of the front's process and ties them together."""

import json

import grpc
import httpx

from chassis.process import Process
from expenses.app import CardParts
from expenses.app import build as build_app
from expenses.asking import Pace, Parts
from expenses.demo import DemoSignIn
from expenses.doors import Channels, Doors
from expenses.hooks import Hooks
from expenses.pro.session import ProSignIn, Provider
from expenses.screen import Screen
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
    parts = Parts(receipts, watching, load(), pace, Screen(process.telemetry, process.clock))
    app = build_app(parts, process.readiness, card=_card(process), sign_in=_sign_in(process))
    process.background(watching.run(), "watch")
    served = serve(app, listen(settings.http_listen), goodbye=watching.goodbye, grace_s=settings.stop_grace_s)
    process.background(served, "http")


def _card(process: Process[ExpensesSettings]) -> CardParts:
    settings = process.settings
    doors = Doors.over(
        Channels(
            card_registry=_channel(process, settings.card_registry_target),
            adri=_channel(process, settings.adri_target),
            teletransmission=_channel(process, settings.teletransmission_target),
            audit=_channel(process, settings.audit_target),
            operations=_channel(process, settings.operations_target),
        )
    )
    keys = settings.presence_keys
    return CardParts(
        doors=doors,
        hooks=Hooks(doors, process.own_tokens()),
        pro_sign_in=_pro_sign_in(process),
        presence_keys=json.loads(keys.read_text(encoding="utf-8")) if keys else None,
    )


def _channel(process: Process[ExpensesSettings], target: str | None) -> grpc.aio.Channel | None:
    return process.channel(target) if target else None


def _pro_sign_in(process: Process[ExpensesSettings]) -> ProSignIn | None:
    path = process.settings.pro_sante_connect
    if path is None:
        return None
    client = httpx.AsyncClient(trust_env=False)
    process.on_stop(client.aclose)
    return ProSignIn(Provider.load(path), client)


def _sign_in(process: Process[ExpensesSettings]) -> DemoSignIn | None:
    people, key = process.settings.demo_people, process.settings.demo_issuer_key
    return DemoSignIn(people, key, process.clock) if people and key else None
