"""The two ways to load a service: callers that wait for their answer, and calls that are due whatever happens."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable

Ask = Callable[[], Awaitable[None]]


async def closed(ask: Ask, calls: int, in_flight: int) -> float:
    """Seconds that `calls` took by `in_flight` callers."""
    left = iter(range(calls))

    async def caller() -> None:
        for _ in left:
            await ask()

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    return time.perf_counter() - started


async def opened(ask: Ask, rate: int, seconds: float) -> list[float]:
    """Latencies in ms of `rate` calls a second, each from the moment the call was due, so that a queue counts."""
    gc.collect()
    gc.freeze()  # a collection of all that the bench holds would be told as latency of the service
    latencies: list[float] = []

    async def one(due: float) -> None:
        await ask()
        latencies.append((time.perf_counter() - due) * 1_000)

    started, running = time.perf_counter() + 0.1, []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        while (wait := due - time.perf_counter()) > 0:  # noqa: ASYNC110 - time passes, nothing tells of it
            await asyncio.sleep(wait)  # the clock of the loop ticks every millisecond
        running.append(asyncio.create_task(one(due)))
    await asyncio.gather(*running)
    return latencies
