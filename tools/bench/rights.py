"""Acquisition of rights under load: key proven, proof signed and access durable at each call, all on this machine."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from chassis.grpc_client import channel
from contracts.topics import ACCESS
from tools.bench.counter import Counters, People, Registry
from tools.bench.figures import Part, quantile
from tools.checker.broker import end_offsets
from tools.local.plan import named
from tools.local.stack import Stack

SERVICES: Final = ("identity", "adri")
_PEOPLE: Final = 400
_WARM: Final = 1_000
_RATE_GOAL: Final = 1_000
_P99_MS: Final = 25
_TICK_S: Final = 0.001
_SETTLE_S: Final = 60


class RightsBench:
    """One run on one stack, whose adri asks the registry given here."""

    def __init__(self, stack: Stack, registry: Registry) -> None:
        self._stack, self._registry = stack, registry
        self._asked = 0

    async def run(self, *, calls: int, in_flight: int, rate: int, seconds: float) -> Part:
        """Closed loop of `calls` by `in_flight` callers, then open loop of `rate` calls a second for `seconds`."""
        part = Part("rights")
        here = self._stack.processes.here
        async with channel(here.target(named("adri"))) as door:
            subjects = await People(door, here.keys.issuer).settle(_PEOPLE)
            counters = Counters(door, here.keys, self._registry, subjects)
            await self._closed(counters.ask, _WARM, in_flight)
            part.add(
                "GetRights, closed loop",
                calls / await self._closed(counters.ask, calls, in_flight),
                "calls/s",
                least=_RATE_GOAL,
            )
            latencies = await self._open(counters.ask, rate, seconds)
        for q, most in ((0.5, None), (0.95, None), (0.99, _P99_MS)):
            part.add(f"GetRights, p{q * 100:.0f} at {rate:,}/s", quantile(latencies, q), "ms", most=most)
        part.demand("answers without guarantee", expected=0, found=counters.wrong)
        part.demand("accesses on the topic", expected=self._asked, found=await self._published())
        part.notes.append(
            f"{in_flight} callers, {_PEOPLE} contexts; a proof of the key made for each call by the client"
        )
        return part

    async def _closed(self, ask: Callable[[], Awaitable[None]], calls: int, in_flight: int) -> float:
        """Seconds that the calls took."""
        self._asked += calls
        left = iter(range(calls))

        async def caller() -> None:
            for _ in left:
                await ask()

        started = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(in_flight)))
        return time.perf_counter() - started

    async def _open(self, ask: Callable[[], Awaitable[None]], rate: int, seconds: float) -> list[float]:
        """Latencies in ms, each from the moment the call was due, so that a queue counts."""
        count = int(rate * seconds)
        self._asked += count
        latencies: list[float] = []

        async def one(due: float) -> None:
            await ask()
            latencies.append((time.perf_counter() - due) * 1_000)

        started, running = time.perf_counter() + 0.1, []
        for number in range(count):
            due = started + number / rate
            while (wait := due - time.perf_counter()) > 0:  # noqa: ASYNC110 - time passes, nothing tells of it
                await asyncio.sleep(min(wait, _TICK_S))
            running.append(asyncio.create_task(one(due)))
        await asyncio.gather(*running)
        return latencies

    async def _published(self) -> int:
        """Accesses on the topic, once the relay is through or gives up."""
        deadline = time.monotonic() + _SETTLE_S
        while (found := sum(end_offsets(self._stack.servers.bootstrap, [ACCESS.name]).values())) < self._asked:
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.2)
        return found
