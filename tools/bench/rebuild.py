"""How fast a ledger is rebuilt: a town's claims settled by the worker, then replayed from the topics and compared."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from chassis.postgres import Pool, pool
from contracts.topics import LEDGER_INPUTS
from receipts.generations import live_generation
from receipts.ledger.rules_shelf import RulesShelf
from receipts.rebuild.course import Course
from receipts.rebuild.inputs import of_broker
from receipts.rebuild.replay import APPLICATION, Replay
from receipts.rebuild.switch import ALL
from tools.bench import processor_time, town
from tools.bench.calibration import Calibration
from tools.bench.figures import Part
from tools.bench.ledger_rows import Consumed
from tools.bench.path import WORKER
from tools.bench.town import Sender, Town
from tools.checker.broker import end_offsets
from tools.local.stack import Stack

_FAMILIES: Final = 1_000
_BATCH: Final = 100
_SETTLED_S: Final = 180


async def run(claims: int) -> Part:
    """Settle `claims` through the whole path, then replay every input into the next generation beside the live one."""
    part = Part("rebuild")
    async with town.opened(town.SERVICES, _FAMILIES) as here:
        await _settle(here, claims)
        # Alone, as when operators rebuild at night; the live generation stands still, so nothing is left to catch up.
        await here.stack.stop(WORKER)
        async with _ledger(here.stack) as opened:
            await _measured(part, here.stack, opened)
    return part


async def _settle(here: Town, claims: int) -> None:
    sender = Sender(town.by_library(here.stage.doors["teletransmission"]), town.issuer(here.stage))
    consumed = await Consumed.begin(here.stack)
    for call in here.calls(claims, batch=_BATCH, prefix="RB"):
        await sender.send(call)
    await consumed.reach(sender.accepted, timeout_s=_SETTLED_S)
    await consumed.close()


async def _measured(part: Part, stack: Stack, opened: Pool) -> None:
    bootstrap, live = stack.servers.bootstrap, await live_generation(opened)
    waiting = sum(end_offsets(bootstrap, [topic.name for topic in LEDGER_INPUTS]).values())
    replay = Replay(opened, of_broker(bootstrap), source=live, target=live + 1, shelf=RulesShelf.of_this_build())
    calibration, start = Calibration(), processor_time.used(stack)
    sys.stderr.write(f"rebuild of {waiting:,} records ...\n")
    started = time.perf_counter()
    replayed = await replay.run(ALL)
    took, used = time.perf_counter() - started, processor_time.used(stack)
    compared_from = time.perf_counter()
    found = await Course(opened, replay, live, live + 1).rebuild()
    comparing = time.perf_counter() - compared_from
    calibration.close(part)
    part.add("records replayed a second", replayed / took, "records/s")
    part.add("comparison, every entry and row", comparing, "s")
    processor_time.split(part, start, used, replayed, each="record")
    part.demand("records replayed", expected=waiting, found=replay.records)
    part.demand("rows that differ", expected=0, found=sum(one.different for one in found))
    part.demand("entries behind", expected=0, found=sum(one.behind for one in found))
    part.notes.append(f"{replayed:,} records, {sum(one.upto for one in found):,} entries of {len(found)} partitions")


@asynccontextmanager
async def _ledger(stack: Stack) -> AsyncIterator[Pool]:
    dsn = stack.state.postgres.dsn["receipts"]
    opened = await pool(dsn, schema="receipts", max_size=3, settings={"application_name": APPLICATION})
    try:
        yield opened
    finally:
        await opened.close()
