"""Puts the worker together: pool, publisher, processor, engine, membership."""

import asyncio
import contextlib
import gc

import structlog

from chassis import postgres
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Pool
from chassis.schema_version import check_version
from chassis.service import Process
from contracts.topics import TOPICS
from receipts.generations import live_generation, until_switched
from receipts.ledger.acquire import APPLICATION
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from receipts.worker.deadlines import DeadlineClerk
from receipts.worker.engine import Engine
from receipts.worker.membership import Membership
from receipts.worker.outlet import Outlet
from receipts.worker.settings import WorkerSettings

_DRAIN_S = 10.0
_COLLECT_AFTER = 100_000

log = structlog.get_logger()


def _calm_the_collector() -> None:
    """A flush makes some hundred thousand objects that hold no cycles: collecting every 700 of them costs a tenth."""
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 50)


async def _ledger_pool(process: Process[WorkerSettings]) -> Pool:
    """Sessions that give up a lock after 2 s and end when idle in a transaction for 5 s: a frozen owner blocks none."""
    pool = await postgres.pool(
        process.settings.dsn.get_secret_value(),
        schema="receipts",
        min_size=2,
        max_size=4,
        settings={"application_name": APPLICATION},
    )
    process.on_stop(pool.close)
    await check_version(pool, "receipts")
    process.readiness.add("postgres", lambda: postgres.ping(pool))
    return pool


async def build(process: Process[WorkerSettings]) -> None:
    """Furnish the process: nothing runs before everything is open."""
    _calm_the_collector()
    settings = process.settings
    pool = await _ledger_pool(process)
    generation = settings.generation or await live_generation(pool)
    publisher = await process.publisher(*[topic for topic in TOPICS if topic.built])
    processor = Processor(pool, generation=generation, shelf=RulesShelf.of_this_build(), failpoints=process.failpoints)
    outlet = Outlet(publisher, generation=generation, failpoints=process.failpoints, telemetry=process.telemetry)
    membership = Membership(
        group=f"{settings.group}-{generation}", bootstrap=settings.bootstrap, instance=settings.instance
    )
    engine = Engine(
        processor=processor,
        outlet=outlet,
        flow=membership,
        failpoints=process.failpoints,
        telemetry=process.telemetry,
    )
    membership.bind(engine)
    clerk = DeadlineClerk(pool, publisher, process.clock, generation=generation, after_s=settings.waiting_deadline_s)

    async def assigned() -> None:
        if not engine.assigned:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "assignment"})

    process.readiness.add("assignment", assigned)
    if settings.generation is None:
        process.background(_follow_switch(pool, generation), "live-generation")
    process.background(clerk.run(lambda: engine.partitions), "deadlines")
    process.background(_live(engine, outlet, membership), "ledger")


async def _follow_switch(pool: Pool, generation: int) -> None:
    """End the process once another generation is live: it publishes what it committed, and starts again on that one."""
    live = await until_switched(pool, generation)
    log.warning("generation_switched", generation=generation, live=live)


async def _live(engine: Engine, outlet: Outlet, membership: Membership) -> None:
    """Run until cancelled; then finish what is under way, publish, acknowledge, and leave the group last."""
    work = [asyncio.create_task(part) for part in (outlet.run(), engine.run(), engine.tend(), membership.run())]
    try:
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except asyncio.CancelledError:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_S):
                await engine.drain()
        raise
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
