"""The job that deletes what is over: redemptions that nobody could repeat any more."""

import asyncio
from typing import Final

import structlog

from card_registry.store import PresentationStore
from chassis.clock import Clock
from chassis.postgres import is_infrastructure
from chassis.safe_errors import describe

_EVERY_S: Final = 60.0


async def sweep_for_ever(store: PresentationStore, clock: Clock) -> None:
    """Delete in small batches, again and again, until cancelled; a database that is down is waited for."""
    while True:
        swept = 0
        try:
            swept = await store.sweep(clock.now())
        except Exception as error:
            if not is_infrastructure(error):
                raise
            structlog.get_logger().warning("sweeping_waits", error=describe(error))
        await asyncio.sleep(0 if swept else _EVERY_S)
