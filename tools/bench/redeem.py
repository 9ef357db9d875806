"""Redemption under load: fresh QRs of enrolled phones, key proven, context and event durable at each call."""

import asyncio
import itertools
import time
from pathlib import Path
from typing import Final

from chassis.clock import SystemClock
from contracts.topics import CARD
from tools.bench.figures import Part, quantile
from tools.bench.loops import closed, opened
from tools.checker.broker import end_offsets
from tools.demo import stage as doors
from tools.local.stack import Stack
from tools.lps_check.holders import Holders
from tools.simulators.counter.reader import Reader
from tools.simulators.holder.phone import Phone

_PHONES: Final = 24
_WARM: Final = 300
_SETTLE_S: Final = 60


class RedeemBench:
    """One run on one stack with everything in it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._asked, self._wrong = 0, 0

    async def run(self, *, calls: int, in_flight: int, rate: int, seconds: float) -> Part:
        """Closed loop of `calls` by `in_flight` callers, then open loop of `rate` calls a second for `seconds`."""
        part = Part("redeem")
        async with doors.opened(self._stack.state, SystemClock()) as stage:
            holders = Holders(
                stage, elsewhere="pharmacist", folder=Path(self._stack.state.keys.issuer_private_jwk).parents[1]
            )
            phones = [(await holders.next()).phone for _ in range(_PHONES)]
            shown = itertools.cycle([(phone, await phone.beacon()) for phone in phones])
            reader, before = await stage.reader("gp"), self._published()

            async def ask() -> None:
                await self._redeem(reader, *next(shown))

            await closed(ask, _WARM, in_flight)
            part.add("Redeem, closed loop", calls / await closed(ask, calls, in_flight), "calls/s")
            latencies = await opened(ask, rate, seconds)
            for q in (0.5, 0.95, 0.99):
                part.add(f"Redeem, p{q * 100:.0f} at {rate:,}/s", quantile(latencies, q), "ms")
            part.demand("answers without context", expected=0, found=self._wrong)
            part.demand("presentations on the topic", expected=self._asked, found=await self._settled(before))
        part.notes.append(f"{in_flight} callers, {_PHONES} cards; QR signed and key proven for each call by the client")
        return part

    async def _redeem(self, reader: Reader, phone: Phone, beacon: bytes) -> None:
        self._asked += 1
        reply = await reader.redeem(await phone.show(beacon=beacon))
        self._wrong += not reply.context.token

    def _published(self) -> int:
        return sum(end_offsets(self._stack.servers.bootstrap, [CARD.name]).values())

    async def _settled(self, before: int) -> int:
        """Presentations on the topic since `before`, once the relay is through or gives up."""
        deadline = time.monotonic() + _SETTLE_S
        while (found := self._published() - before) < self._asked and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return found
