"""Keeps the page alive after the day: an act every few seconds, for the cast and for the families around it."""

import asyncio
from datetime import date
from random import Random
from typing import Final

from chassis.errors import DomainError
from tools.demo.cast import Cast
from tools.demo.report import say
from tools.demo.stage import Stage, background
from tools.simulators.practice.billing import Biller, Invoice, patients_of
from tools.simulators.practice.practices import practices

_EVERY_S: Final = (2.5, 5.0)


async def keep_billing(stage: Stage, cast: Cast, anchor: date) -> None:
    """Bill until cancelled; a platform that is away for a while is waited for."""
    dice, prefix = Random(cast.run), f"LIVE-{cast.run}"  # noqa: S311 - which act comes next
    ours = Biller(patients_of([cast.family]), practices(), stage.clock, seed=cast.run, prefix=prefix)
    around = patients_of(background(anchor))
    others = Biller(around, practices(), stage.clock, seed=cast.run, prefix=f"{prefix}-B")
    while True:
        for biller in (ours, others):
            await _bill(stage, biller.next())
        await asyncio.sleep(dice.uniform(*_EVERY_S))


async def _bill(stage: Stage, invoice: Invoice) -> None:
    try:
        await stage.software.submit(invoice.practice, [invoice])
    except DomainError as error:
        say(f"    a bill was not taken: {error}")
