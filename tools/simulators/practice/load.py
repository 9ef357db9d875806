"""An open loop: invoices leave when they are due, whether or not earlier ones were answered."""

import asyncio
import time
from dataclasses import dataclass
from random import Random
from typing import Final

from tools.simulators.practice.billing import Biller, Invoice
from tools.simulators.practice.changes import NONE, SecondThoughts, Share
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.sender import Software

_TICK_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """Claims a second, for how many seconds, at most so many a batch; how many in a hundred are sent twice, changed."""

    rate: float
    seconds: float
    batch: int = 20
    repeat_percent: int = 1
    changed: Share = NONE


async def run(plan: Plan, biller: Biller, software: Software, log: IntentLog) -> None:
    """Bill at the planned rate; returns when every invoice has its outcome in the log."""
    dice = Random(plan.repeat_percent)  # noqa: S311 - which invoices leave twice
    thoughts = SecondThoughts(plan.changed, software, log, seed=plan.repeat_percent)
    started, sent = time.monotonic(), 0
    async with asyncio.TaskGroup() as tasks:
        while (elapsed := time.monotonic() - started) < plan.seconds:
            due = int(plan.rate * elapsed) - sent
            if due > 0:
                invoices = [biller.next() for _ in range(due)]
                tasks.create_task(_send(software, invoices, log, plan=plan, dice=dice, thoughts=thoughts))
                sent += due
            await asyncio.sleep(_TICK_S)


async def _send(
    software: Software, invoices: list[Invoice], log: IntentLog, *, plan: Plan, dice: Random, thoughts: SecondThoughts
) -> None:
    accepted = await software.send("submit", invoices, log, batch=plan.batch)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(thoughts.about(accepted))
        again = [invoice for invoice in invoices if dice.randrange(100) < plan.repeat_percent]
        if again:  # a practice that did not see its acknowledgement sends the same invoice again
            tasks.create_task(_again(software, again, log, plan.batch))


async def _again(software: Software, invoices: list[Invoice], log: IntentLog, batch: int) -> None:
    await software.send("repeat", invoices, log, batch=batch)
