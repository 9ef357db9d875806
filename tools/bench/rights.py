"""Acquisition of rights under load: key proven, proof signed and access durable at each call, all on this machine."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from chassis.grpc_client import channel
from contracts.topics import ACCESS
from tools.bench import processor_time
from tools.bench.calibration import Calibration
from tools.bench.counter import Counters, People, Registry
from tools.bench.figures import Part, quantile
from tools.bench.loops import closed, opened
from tools.checker.broker import end_offsets
from tools.local.environment import loopback
from tools.local.stack import Stack

SERVICES: Final = ("identity", "adri")
ALONE: Final = {"SHARE_PROOFS": "false"}
"""Settings of an adri that is one process: it needs nobody else's memory of proofs."""
_ADRI, _SECOND = "adri", "adri.2"
_PEOPLE: Final = 400
_WARM: Final = 1_000
_RATE_GOAL: Final = 1_000
_P99_MS: Final = 25
_SETTLE_S: Final = 60


class RightsBench:
    """Runs on one stack, whose adri asks the registry given here."""

    def __init__(self, stack: Stack, registry: Registry) -> None:
        self._stack, self._registry = stack, registry
        self._asked = 0

    async def run(self, *, calls: int, in_flight: int, rate: int, seconds: float) -> Part:
        """Closed loop of `calls` by `in_flight` callers, then open loop of `rate` calls a second for `seconds`."""
        return await self._measure("rights", [_ADRI], calls=calls, in_flight=in_flight, rate=rate, seconds=seconds)

    async def run_two(self, *, calls: int, in_flight: int, rate: int, seconds: float) -> Part:
        """The same on two processes of adri, as in a cluster: the client takes them in turn, proofs are shared."""
        for name in ALONE:
            del self._stack.processes.env[_ADRI][name]
        await self._stack.restart(_ADRI)
        await self._stack.start_copy(_ADRI, _SECOND)
        names = [_ADRI, _SECOND]
        part = await self._measure("rights by two", names, calls=calls, in_flight=in_flight, rate=rate, seconds=seconds)
        await self._stack.stop(_SECOND)
        return part

    async def _measure(
        self, title: str, names: Sequence[str], *, calls: int, in_flight: int, rate: int, seconds: float
    ) -> Part:
        part, here = Part(title), self._stack.processes.here
        async with channel(f"ipv4:{','.join(loopback(here.ports[name]) for name in names)}", spread=True) as door:
            subjects = await People(door, here.keys.issuer).settle(_PEOPLE)
            counters = Counters(door, here.keys, self._registry, subjects)

            async def ask() -> None:
                self._asked += 1
                await counters.ask()

            await closed(ask, _WARM, in_flight)
            calibration, start = Calibration(), processor_time.used(self._stack)
            reached = calls / await closed(ask, calls, in_flight)
            used = processor_time.used(self._stack)
            part.add("GetRights, closed loop", reached, "calls/s", least=_RATE_GOAL)
            latencies = await opened(ask, rate, seconds)
            calibration.close(part)
        for q, most in ((0.5, None), (0.95, None), (0.99, _P99_MS)):
            part.add(f"GetRights, p{q * 100:.0f} at {rate:,}/s", quantile(latencies, q), "ms", most=most)
        processor_time.split(part, start, used, calls, each="call")
        part.demand("answers without guarantee", expected=0, found=counters.wrong)
        part.demand("accesses on the topic", expected=self._asked, found=await self._published())
        part.notes.append(
            f"{in_flight} callers, {_PEOPLE} contexts; a proof of the key made for each call by the client"
        )
        return part

    async def _published(self) -> int:
        """Accesses on the topic, once the relay is through or gives up."""
        deadline = time.monotonic() + _SETTLE_S
        while (found := sum(end_offsets(self._stack.servers.bootstrap, [ACCESS.name]).values())) < self._asked:
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.2)
        return found
