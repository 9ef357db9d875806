"""Which generation of the ledger is live: data of the database, so that whoever starts follows a switch."""

import asyncio
from typing import Final

import structlog

from chassis.postgres import Connection, Pool, is_infrastructure

_LOOK_S: Final = 1.0
_log = structlog.get_logger(__name__)


class SwitchUnderWay(TimeoutError):  # noqa: N818 - a state that passes, met like any other wait for the database
    """The generation is retired and no other is live yet: wait."""


class GenerationRetired(RuntimeError):  # noqa: N818 - what happened, in the words of an operator
    """Another generation is live: the process must start again to follow it."""

    def __init__(self, mine: int, live: int) -> None:
        super().__init__(f"generation {mine} of the ledger is retired; generation {live} is live: start again")


async def live_generation(connection: Connection | Pool) -> int:
    """The generation that workers write and readers show."""
    return int(await connection.fetchval("select generation from live"))


async def refuse_retired(connection: Connection, generation: int) -> None:
    """Raise for a retired generation: SwitchUnderWay, or GenerationRetired once another one is live."""
    live = await live_generation(connection)
    raise SwitchUnderWay if live == generation else GenerationRetired(generation, live)


async def until_switched(pool: Pool, mine: int, *, every_s: float = _LOOK_S) -> int:
    """Return once another generation than `mine` is live; gives it. A database that is down is waited for."""
    while True:
        try:
            live = await live_generation(pool)
        except Exception as error:
            if not is_infrastructure(error):
                raise
            _log.warning("live_generation_unknown", error=type(error).__name__)
        else:
            if live != mine:
                return live
        await asyncio.sleep(every_s)
