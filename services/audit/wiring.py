"""The parts of the audit process, put together."""

from audit.following import Following
from audit.servicer import SERVICE_NAME, AuditServicer
from audit.settings import AuditSettings
from audit.store_postgres import PostgresChainStore
from audit.watchers import Watchers
from chassis.kafka import check_topics
from chassis.process import Process
from contracts.topics import ACCESS
from vitale.access.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server

PACKAGE = "audit"


async def build(process: Process[AuditSettings]) -> None:
    """Open the database, follow the topic, serve the list."""
    await check_topics(process.settings.bootstrap, [ACCESS])
    store, watchers = PostgresChainStore(await process.postgres(PACKAGE)), Watchers()
    following = Following(process.settings.bootstrap, store, watchers.tell)
    process.readiness.add("accesses", following.ping)
    process.background(following.run(), "accesses")
    servicer = AuditServicer(store, watchers, process.clock)
    process.serve(servicer, add_AuditServiceServicer_to_server, SERVICE_NAME)
