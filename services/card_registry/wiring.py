"""The parts of the card registry's process: database, broker, vault, adri, directory, keys, doors."""

from card_registry import card_servicer, presentation_servicer
from card_registry.assembly import Surroundings, assemble
from card_registry.device.attestation import AttestorOfEvery
from card_registry.device.trusted import attestor as attestor_of_android
from card_registry.enrolment.wiring import enrolment_servicers
from card_registry.issuing import Issuing
from card_registry.keys import RegistryKeys
from card_registry.outbox import load_values
from card_registry.pairwise import Pairwise
from card_registry.peers_grpc import ADRI, VAULT, GrpcNames, GrpcRights
from card_registry.postgres import PostgresRegistryStore
from card_registry.postgres.cards import PostgresCards
from card_registry.postgres.deferred_cases import PostgresDeferredCases
from card_registry.settings import CardRegistrySettings
from card_registry.sweeping import sweep_for_ever
from chassis.following import follow_directory
from chassis.outbox import Relay
from chassis.process import Process
from contracts.topics import ACCESS, CARD
from vitale.card.v1.card_service_pb2_grpc import add_CardServiceServicer_to_server
from vitale.card.v1.presentation_service_pb2_grpc import add_PresentationServiceServicer_to_server

PACKAGE = "card_registry"


async def build(process: Process[CardRegistrySettings]) -> None:
    """Open everything, serve cards, presentations, enrolment and the desk; relay the outbox; sweep."""
    settings = process.settings
    pool = await process.postgres(PACKAGE)
    process.share_proofs(pool)
    relay = Relay(pool, await process.publisher(CARD, ACCESS), load_values, schema=PACKAGE, telemetry=process.telemetry)
    process.background(relay.run(), "outbox-relay")
    process.standings.add("outbox", relay.standing)
    key, cases = settings.signer(), PostgresDeferredCases(pool)
    android = attestor_of_android(settings.attestation_roots, settings.attestation_status, settings.attestation_apps)
    attestor = AttestorOfEvery(android, production=settings.is_production)
    enrolment = enrolment_servicers(
        process, pool, cards=PostgresCards(Issuing(key)), attestor=attestor, cases=cases, kept=relay.wake
    )
    token = process.own_tokens()
    here = Surroundings(
        store=PostgresRegistryStore(pool),
        cases=cases,
        names=GrpcNames(process.channel(settings.identity_target, retried=(VAULT,)), token),
        rights=GrpcRights(process.channel(settings.adri_target, retried=(ADRI,)), token),
        directory=await follow_directory(process),
        holders=enrolment.holders,
        key=key,
        ring=settings.ring(),
        pairwise=Pairwise(RegistryKeys.load(settings.keys).pairwise),
        clock=process.clock,
        failpoints=process.failpoints,
        kept=relay.wake,
    )
    _serve(process, here)


def _serve(process: Process[CardRegistrySettings], here: Surroundings) -> None:
    registry = assemble(here)
    process.serve(registry.cards, add_CardServiceServicer_to_server, card_servicer.SERVICE_NAME)
    process.serve(registry.presentations, add_PresentationServiceServicer_to_server, presentation_servicer.SERVICE_NAME)
    process.background(registry.watching.run(), "presentations-watch")
    process.background(sweep_for_ever(here.store, here.clock), "redemptions-sweep")
