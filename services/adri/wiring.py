"""The parts of the adri process, put together."""

from adri.acquisition.servicer import READING
from adri.acquisition.wiring import acquisition
from adri.intake import Ports
from adri.outbox import load_values
from adri.servicer import SERVICE_NAME, RightsServicer
from adri.settings import AdriSettings
from adri.store_postgres import PostgresRightsStore
from adri.vault_grpc import GrpcVault
from chassis.outbox import Relay
from chassis.process import Process
from contracts.topics import ACCESS, CONTROL, RIGHTS
from vitale.rights.v1.rights_service_pb2_grpc import add_RightsServiceServicer_to_server

PACKAGE = "adri"
# Each look at rights is an access to publish: at 1,000 a second they leave 400 at a time (24 partitions make small
# batches dear), well within the second in which a person sees them.
_REST_S = 0.4
_VAULT = "vitale.identity.v1.IdentityService"


async def build(process: Process[AdriSettings]) -> None:
    """Open database, broker, vault and peers; serve rights intake and acquisition; relay the outbox."""
    pool = await process.postgres(PACKAGE, plan_once=True)
    process.share_proofs(pool, meanwhile=READING)
    publisher = await process.publisher(RIGHTS, CONTROL, ACCESS)
    relay = Relay(pool, publisher, load_values, schema=PACKAGE, rest_s=_REST_S, telemetry=process.telemetry)
    process.background(relay.run(), "outbox-relay")
    process.standings.add("outbox", relay.standing)
    channel = process.channel(process.settings.identity_target, retried=(_VAULT,))
    vault = GrpcVault(channel, process.own_tokens())
    ports = Ports(vault, PostgresRightsStore(pool), process.clock, relay.wake)
    process.serve(RightsServicer(ports), add_RightsServiceServicer_to_server, SERVICE_NAME)
    await acquisition(process, pool, vault=channel, kept=relay.wake)
