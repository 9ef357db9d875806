"""An open loop: invoices leave when they are due, whether or not earlier ones were answered."""

import asyncio
import time
from dataclasses import dataclass
from random import Random
from typing import Final

from tools.simulators.practice.billing import Biller, Invoice, corrected
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.sender import Software

_TICK_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """Claims per second, for how many seconds, at most so many a batch; in a hundred, how many are sent twice.

    So are those that are corrected, and those that are cancelled, once they were accepted.
    """

    rate: float
    seconds: float
    batch: int = 20
    repeat_percent: int = 1
    correct_percent: int = 0
    cancel_percent: int = 0


async def run(plan: Plan, biller: Biller, software: Software, log: IntentLog) -> None:
    """Bill at the planned rate; returns when every invoice has its outcome in the log."""
    dice = Random(plan.repeat_percent)  # noqa: S311 - which invoices leave twice
    started, sent = time.monotonic(), 0
    async with asyncio.TaskGroup() as tasks:
        while (elapsed := time.monotonic() - started) < plan.seconds:
            due = int(plan.rate * elapsed) - sent
            if due > 0:
                invoices = [biller.next() for _ in range(due)]
                tasks.create_task(_send(software, invoices, log, plan=plan, dice=dice))
                sent += due
            await asyncio.sleep(_TICK_S)


async def _send(software: Software, invoices: list[Invoice], log: IntentLog, *, plan: Plan, dice: Random) -> None:
    accepted = await software.send("submit", invoices, log, batch=plan.batch)
    again = [invoice for invoice in invoices if dice.randrange(100) < plan.repeat_percent]
    if again:  # a practice that did not see its acknowledgement sends the same invoice again
        await software.send("repeat", again, log, batch=plan.batch)
    for invoice in accepted:
        await _replace(software, invoice, log, plan=plan, dice=dice)


async def _replace(software: Software, invoice: Invoice, log: IntentLog, *, plan: Plan, dice: Random) -> None:
    version, right = 1, corrected(invoice)
    if right is not None and dice.randrange(100) < plan.correct_percent:
        version += await software.replace("correct", right, log, version + 1)
        invoice = right
    if dice.randrange(100) < plan.cancel_percent:
        await software.replace("cancel", invoice, log, version + 1)
