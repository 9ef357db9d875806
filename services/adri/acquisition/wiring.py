"""The parts of acquisition, put together inside the adri process."""

import asyncio
from collections.abc import Callable

import grpc

from adri.acquisition.accesses import Accesses
from adri.acquisition.answering import Answering, Ports
from adri.acquisition.contexts import Contexts
from adri.acquisition.describing import Describing
from adri.acquisition.estimating import Estimating
from adri.acquisition.identities import RememberedIdentities
from adri.acquisition.peers_grpc import GrpcEstimates, GrpcIdentities, GrpcRegistry
from adri.acquisition.proofs import Proofs
from adri.acquisition.rights_postgres import PostgresAccessLog, PostgresRightsReading
from adri.acquisition.rights_tail import RightsTail
from adri.acquisition.servicer import SERVICE_NAME, AcquisitionServicer, Parts
from adri.acquisition.wakes import Wakes
from adri.acquisition.watching import Watching
from adri.by_number.wiring import by_number
from adri.settings import AdriSettings
from adri.vault_grpc import GrpcVault
from chassis.following import follow_cards, follow_directory
from chassis.grpc_server import Server
from chassis.postgres import Pool
from chassis.process import Process
from vitale.rights.v1.acquisition_service_pb2_grpc import add_AcquisitionServiceServicer_to_server

_REGISTRY = "vitale.card.v1.PresentationService"
_RECEIPTS = "vitale.receipt.v1.ReceiptService"


async def acquisition(
    process: Process[AdriSettings], pool: Pool, *, vault: grpc.aio.Channel, kept: Callable[[], None]
) -> None:
    """Serve acquisition on the door of the process; `kept` is called when an access is there to publish."""
    settings, clock, tokens = process.settings, process.clock, process.own_tokens()
    wakes, cards = Wakes(), follow_cards(process)
    cards.on_event(wakes.card_changed)
    process.background(RightsTail(settings.bootstrap, wakes).run(), "rights-tail")
    registry = GrpcRegistry(process.channel(settings.card_registry_target, retried=(_REGISTRY,)), tokens)
    contexts = Contexts(settings.ring(), registry, cards, clock)
    rights, accesses = PostgresRightsReading(pool), Accesses(PostgresAccessLog(pool), kept)
    ports = Ports(
        contexts=contexts,
        rights=rights,
        identities=RememberedIdentities(GrpcIdentities(vault, tokens), clock),
        accesses=accesses,
        proofs=Proofs(settings.signer(), production=settings.is_production),
        clock=clock,
    )
    answering = Answering(ports)
    watching = Watching(answering, contexts, wakes, clock)
    receipts = GrpcEstimates(process.channel(settings.receipts_target, retried=(_RECEIPTS,)), tokens)
    looking, accounts = by_number(
        process, pool, GrpcVault(vault, tokens), answering=answering, proofs=ports.proofs, cards=cards, kept=kept
    )
    parts = Parts(
        directory=await follow_directory(process),
        answering=answering,
        watching=watching,
        estimating=Estimating(contexts, receipts, accesses, clock),
        describing=Describing(rights, clock),
        by_number=looking,
        accounts=accounts,
        clock=clock,
    )
    server = process.serve(AcquisitionServicer(parts), add_AcquisitionServiceServicer_to_server, SERVICE_NAME)
    process.background(_end_streams(server, watching), "end-watching")


async def _end_streams(server: Server, watching: Watching) -> None:
    """Streams would hold the drain for its whole grace: they end as soon as it begins, and begin again elsewhere."""
    await server.stopping.wait()
    watching.close()
    await asyncio.Event().wait()
