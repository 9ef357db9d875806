"""Opens the parts of the api process and ties them together."""

import asyncio
from typing import Final

import structlog

from chassis.grpc_server import Server
from chassis.postgres import Pool
from chassis.process import Process
from receipts.api.estimating import Estimating
from receipts.api.hub import Hub
from receipts.api.keeper import Keeper
from receipts.api.names import VaultNames
from receipts.api.postgres_ledger import PostgresLedger
from receipts.api.reading import Reading
from receipts.api.servicer import InsuredTokens, ReceiptServicer
from receipts.api.session import Live
from receipts.api.settings import ReceiptsApiSettings
from receipts.api.tailing import Feed, of_broker
from receipts.cursor import CursorSealer
from receipts.generations import live_generation, until_switched
from receipts.ledger.rules_shelf import RulesShelf
from vitale.receipt.v1.receipt_service_pb2 import DESCRIPTOR
from vitale.receipt.v1.receipt_service_pb2_grpc import add_ReceiptServiceServicer_to_server

_TELL_S: Final = 0.5
"""How long streams have to take the reset before the process ends."""

_log = structlog.get_logger(__name__)
_NAME = DESCRIPTOR.services_by_name["ReceiptService"].full_name


async def build(process: Process[ReceiptsApiSettings]) -> None:
    """Open everything; lists are served at once, subscriptions begin when the tail of live receipts stands."""
    settings, clock = process.settings, process.clock
    shelf = RulesShelf.of_this_build()
    pool = await process.postgres("receipts", plan_once=True)
    generation = settings.generation or await live_generation(pool)
    ledger = PostgresLedger(pool, generation, shelf)
    sealer = CursorSealer(settings.cursor_key())
    hub = Hub(generation=generation, clock=clock, telemetry=process.telemetry)
    keeper, feed = Keeper(hub, ledger, clock), Feed(of_broker(settings.bootstrap), hub)
    names = VaultNames(process.channel(settings.identity_target), process.own_tokens())
    reading = Reading(ledger, names, shelf.current, clock=clock, sealer=sealer, generation=generation)
    insured = InsuredTokens(process.verifier(), settings.token_audience)
    live = Live(hub, keeper, ledger, sealer, generation, insured, feed.standing)
    estimating = Estimating(ledger, clock=clock, generation=generation)
    servicer = ReceiptServicer(reading, estimating, live)
    server = process.serve(servicer, add_ReceiptServiceServicer_to_server, _NAME)
    process.readiness.add("tail", feed.ping)
    process.background(feed.run(), "tail")
    process.background(keeper.run(), "visible-sets")
    if settings.generation is None:
        process.background(_follow_switch(pool, generation, hub), "live-generation")
    process.background(_end_streams(server, servicer), "end-streams")


async def _end_streams(server: Server, servicer: ReceiptServicer) -> None:
    """Streams would hold the drain for its whole grace: they end as soon as it begins, and resume elsewhere."""
    await server.stopping.wait()
    servicer.close()
    await asyncio.Event().wait()


async def _follow_switch(pool: Pool, generation: int, hub: Hub) -> None:
    """End the process when another generation is live, every stream told first: it starts again and shows that one."""
    live = await until_switched(pool, generation)
    _log.warning("generation_switched", generation=generation, live=live)
    hub.reset("GENERATION")
    await asyncio.sleep(_TELL_S)
