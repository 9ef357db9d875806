"""Opens the parts of the desk's process and ties them together."""

from chassis.kafka import KafkaPublisher
from chassis.kafka_positions import KafkaPositions
from chassis.process import Process
from receipts.ledger.rules_shelf import RulesShelf
from receipts.operations.gauges import Gauges
from receipts.operations.outboxes import HttpOutboxes
from receipts.operations.postgres_books import PostgresBooks
from receipts.operations.rehearsal import PostgresRehearsal
from receipts.operations.servicer import SERVICE_NAME, OperationsServicer, Parts
from receipts.operations.settings import OperationsSettings
from receipts.operations.standing import Standing
from vitale.operations.v1.operations_service_pb2_grpc import add_OperationsServiceServicer_to_server


async def build(process: Process[OperationsSettings]) -> None:
    """Open database, broker and the ways to the outboxes; serve operators."""
    settings, clock = process.settings, process.clock
    pool = await process.postgres("receipts")
    # Not in /ready, and not asked for at start: the desk is needed most when the broker is away.
    publisher = KafkaPublisher(settings.bootstrap, client_id=process.name)
    process.on_stop(publisher.stop)
    log, outboxes = KafkaPositions(settings.bootstrap), HttpOutboxes(settings.status_urls)
    process.on_stop(log.stop)
    process.on_stop(outboxes.stop)
    books = PostgresBooks(pool, settings.generation)
    standing = Standing(books, log, outboxes, clock, generation=settings.generation)
    rehearsal = PostgresRehearsal(pool, settings.generation, RulesShelf.of_this_build())
    servicer = OperationsServicer(Parts(books, standing, rehearsal, publisher, clock))
    if process.telemetry.enabled:
        gauges = Gauges(process.telemetry.meter, standing)
        process.background(gauges.run(settings.metrics_every_s), "gauges")
    process.serve(servicer, add_OperationsServiceServicer_to_server, SERVICE_NAME)
