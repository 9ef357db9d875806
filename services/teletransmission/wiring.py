"""The parts of the teletransmission process, put together."""

import time

from chassis.following import follow_cards, follow_directory
from chassis.outbox import Relay
from chassis.postgres import Pool
from chassis.process import Process
from contracts.topics import CLAIM, SETTLEMENT
from reimbursement_tables import load
from teletransmission.admission import Admission, Quota
from teletransmission.catalogue import TablesCatalogue
from teletransmission.intake import Intake, Ports
from teletransmission.outcomes.following import Follower, of_broker
from teletransmission.outcomes.lists_postgres import PostgresClaimLists
from teletransmission.outcomes.returns import Returns
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore
from teletransmission.paper.marks import CareMarks
from teletransmission.paper.store_postgres import PostgresPaperStore
from teletransmission.presence import Grounds
from teletransmission.recent import RecentClaims
from teletransmission.registry import GrpcRegistry
from teletransmission.registry_remembered import RememberedRegistry
from teletransmission.servicer import SERVICE_NAME, ClaimServicer, FrontDesk, register
from teletransmission.settings import TeletransmissionSettings
from teletransmission.settlements import servicer as settlements
from teletransmission.settlements.intake import SettlementIntake
from teletransmission.settlements.servicer import SettlementServicer
from teletransmission.settlements.store_postgres import PostgresSettlementStore, load_values
from teletransmission.store_postgres import PostgresClaimStore
from teletransmission.vault_grpc import GrpcVault
from vitale.settlement.v1.settlement_service_pb2_grpc import add_SettlementServiceServicer_to_server

PACKAGE = "teletransmission"
# Practices that send their invoices one by one: some milliseconds later they leave by the dozen, for the database, the
# broker, the ledger behind it and this process alike. What comes alone leaves at once.
_REST_S = 0.015
_VAULT = "vitale.identity.v1.IdentityService"
_REGISTRY = "vitale.card.v1.PresentationService"


async def build(process: Process[TeletransmissionSettings]) -> None:
    """Open database, broker and vault; serve intake; relay the outbox."""
    pool = await process.postgres(PACKAGE)
    process.share_proofs(pool)
    recent = RecentClaims(load_values)
    relay = Relay(
        pool,
        await process.publisher(CLAIM, SETTLEMENT),
        recent.load,
        schema=PACKAGE,
        rest_s=_REST_S,
        telemetry=process.telemetry,
    )
    process.background(relay.run(), "outbox-relay")
    process.standings.add("outbox", relay.standing)
    channel = process.channel(process.settings.identity_target, retried=(_VAULT,))
    vault = GrpcVault(channel, process.own_tokens())
    cards_door = process.channel(process.settings.card_registry_target, retried=(_REGISTRY,))
    registry = RememberedRegistry(GrpcRegistry(cards_door, process.own_tokens()))
    store, cards = PostgresClaimStore(pool, recent.kept), follow_cards(process)
    grounds = Grounds(process.settings.ring(), cards, demo_billable=not process.settings.is_production)
    paper = PostgresPaperStore(pool)
    marks = CareMarks(process.settings.care_key())
    ports = Ports(vault, store, TablesCatalogue(load()), process.clock, registry, grounds, marks, paper)
    admission = Admission(quota(process.settings), time.monotonic)
    desk = FrontDesk(await follow_directory(process), cards, paper)
    intake, returns = Intake(ports, kept=relay.wake), follow_outcomes(process, pool)
    process.serve(ClaimServicer(intake, store, admission, desk, returns), register, SERVICE_NAME)
    payments = SettlementIntake(PostgresSettlementStore(pool), process.clock, kept=relay.wake)
    payers = Admission(payer_quota(process.settings), time.monotonic)
    process.serve(
        SettlementServicer(payments, payers), add_SettlementServiceServicer_to_server, settlements.SERVICE_NAME
    )


def follow_outcomes(process: Process[TeletransmissionSettings], pool: Pool) -> Returns:
    """What comes back, followed beside intake; no part of readiness: a topic that is away holds up no claim."""
    outcomes = PostgresOutcomeStore(pool)
    process.background(Follower(of_broker(process.settings.bootstrap), outcomes).run(), "outcomes")
    return Returns(outcomes, PostgresClaimLists(pool), process.clock)


def quota(settings: TeletransmissionSettings) -> Quota:
    """What a practice may send, by the settings."""
    return Quota(
        claims_per_s=settings.quota_claims_per_s,
        burst=settings.quota_burst,
        calls_in_flight=settings.quota_calls_in_flight,
    )


def payer_quota(settings: TeletransmissionSettings) -> Quota:
    """What a scheme or a complementary insurer may send, by the settings."""
    return Quota(
        claims_per_s=settings.quota_settlements_per_s,
        burst=settings.quota_settlements_burst,
        calls_in_flight=settings.quota_calls_in_flight,
    )
