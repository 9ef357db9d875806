"""The parts of enrolment, put together on the registry's process."""

from collections.abc import Callable
from typing import NamedTuple

import httpx

from card_registry.cards import Cards
from card_registry.deferred_cases import DeferredCases
from card_registry.device.attestation import Attestor
from card_registry.enrolment import desk, rollout, servicer
from card_registry.enrolment.desk import DeskServicer
from card_registry.enrolment.france_identite import FranceIdentite, HttpTokenEndpoint
from card_registry.enrolment.france_identite import Provider as FranceIdentiteProvider
from card_registry.enrolment.holders import ClosesCards, Holders
from card_registry.enrolment.servicer import EnrolmentServicer
from card_registry.enrolment.store_postgres import PostgresEnrolmentStore
from card_registry.enrolment.sweeping import Sweeper
from card_registry.enrolment.vault import GrpcVault
from card_registry.enrolment.video import HttpVideoDesk, VideoReports
from card_registry.enrolment.video import Provider as VideoProvider
from card_registry.settings import CardRegistrySettings
from chassis.postgres import Pool
from chassis.process import Process
from vitale.card.v1.desk_service_pb2_grpc import add_DeskServiceServicer_to_server
from vitale.card.v1.enrolment_service_pb2_grpc import add_EnrolmentServiceServicer_to_server

_VAULT = "vitale.identity.v1.IdentityService"


class Enrolment(NamedTuple):
    """What the rest of the registry needs of enrolment."""

    holders: Holders


def enrolment_servicers(
    process: Process[CardRegistrySettings],
    pool: Pool,
    *,
    cards: Cards,
    attestor: Attestor,
    cases: DeferredCases,
    kept: Callable[[], None],
) -> Enrolment:
    """Serve enrolment and the desk, and sweep; `kept` is called after a commit that has events."""
    settings, clock = process.settings, process.clock
    client = httpx.AsyncClient(trust_env=False)
    process.on_stop(client.aclose)
    identity = FranceIdentiteProvider.load(settings.france_identite)
    filming = VideoProvider.load(settings.video_provider)
    video, reports = HttpVideoDesk(client, str(filming.capture_endpoint)), VideoReports(filming)
    vault = GrpcVault(process.channel(settings.identity_target, retried=(_VAULT,)), process.own_tokens())
    store, openings = PostgresEnrolmentStore(pool, cards), rollout.load()
    parts = servicer.Parts(
        store=store,
        vault=vault,
        cards=cards,
        attestor=attestor,
        france_identite=FranceIdentite(identity, HttpTokenEndpoint(client, str(identity.token_endpoint))),
        video=video,
        reports=reports,
        rollout=openings,
        clock=clock,
        kept=kept,
    )
    process.serve(EnrolmentServicer(parts), add_EnrolmentServiceServicer_to_server, servicer.SERVICE_NAME)
    operators = DeskServicer(desk.Parts(store, cases, openings, clock))
    process.serve(operators, add_DeskServiceServicer_to_server, desk.SERVICE_NAME)
    process.background(Sweeper(store, video, reports, clock).run(), "enrolment-sweep")
    return Enrolment(Holders(store, vault, close=ClosesCards(pool, cards, clock, kept), clock=clock))
