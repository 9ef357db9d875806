"""The two ways to load a service: callers that wait for their answer, and calls that are due whatever happens."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

Ask = Callable[[], Awaitable[None]]
_SOON_S: Final = 0.25


async def closed(ask: Ask, calls: int, in_flight: int) -> float:
    """Seconds that `calls` took by `in_flight` callers."""
    left = iter(range(calls))

    async def caller() -> None:
        for _ in left:
            await ask()

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    return time.perf_counter() - started


def beginning() -> float:
    """time.perf_counter() at which an open loop is to begin, soon."""
    gc.collect()
    return time.perf_counter() + _SOON_S


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: it would stop the bench for 50 to 160 ms, told as latency of the service."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


async def opened(
    ask: Ask, rate: int, seconds: float, *, started: float | None = None, tick_s: float = 0.0
) -> list[float]:
    """Latencies in ms of `rate` calls a second, each from the moment the call was due, so that a queue counts.

    The first is due at `started`, which `beginning` gives, for one who has to know when each is due. What is due within
    `tick_s` leaves together, none before it is due: waking for each alone would cost more than to send it.
    """
    started = beginning() if started is None else started
    latencies: list[float] = []

    async def one(due: float) -> None:
        await ask()
        latencies.append((time.perf_counter() - due) * 1_000)

    with _uncollected():
        async with asyncio.TaskGroup() as running:  # holds those under way alone
            for number in range(int(rate * seconds)):
                due = started + number / rate
                while (wait := due - time.perf_counter()) > 0:  # noqa: ASYNC110 - time passes, nothing tells of it
                    await asyncio.sleep(max(wait, tick_s))  # the clock of the loop ticks every millisecond
                running.create_task(one(due))
    return latencies
