"""Care to screen: one claim a call in an open loop, phones that hold the live stream; from intended send to frame."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from itertools import islice
from types import MappingProxyType
from typing import Final

import httpx

from chassis.clock import SystemClock
from tools.bench import ledger_rows, processor_time, stages, town
from tools.bench.calibration import Calibration
from tools.bench.figures import Part, quantile
from tools.bench.grpc_wire import Wire
from tools.bench.ledger_rows import Consumed
from tools.bench.loops import beginning, opened
from tools.bench.town import Call, Sender, Town
from tools.demo.front import Front, Watcher
from tools.simulators.doors import Badge

_FAMILIES: Final = 1_000
_QUANTILES: Final = (0.5, 0.95, 0.99)
_TARGETS: Final = MappingProxyType({0.5: 100, 0.99: 250})
"""ms, by quantile."""
_SHARE: Final = 0.05
"""Least share of the claims that the streams must cover."""
_PATIENCE_S: Final = 30.0
_TICK_S: Final = 0.002
_WARM_S: Final = 25.0
"""Long enough that the broker has compiled most of what it runs; a shorter one measures its compiler."""


async def run(rate: int, seconds: float, phones: int) -> Part:
    """`rate` claims a second for `seconds`, with `phones` open streams."""
    part = Part("live")
    async with town.opened(town.LIVE, _FAMILIES) as here:
        holders = _holders(here, phones)
        async with _streams(here, sorted(holders)) as watchers:
            calls = list(here.calls(int(rate * (seconds + _WARM_S)), batch=1, prefix="LV"))
            wire = await Wire.connect(here.stage.state.targets["teletransmission"])
            sender = Sender(town.by_wire(wire), town.issuer(here.stage))
            warm, consumed = int(rate * _WARM_S), await Consumed.begin(here.stack)
            await _loop(sender, calls[:warm], rate)
            await consumed.reach(sender.accepted, timeout_s=_PATIENCE_S)  # at rest, as it is when the part closes
            calibration, start = Calibration(), processor_time.used(here.stack)
            due, answered = await _loop(sender, calls[warm:], rate)
            # What is late counts like the rest: its cost, and its latency where it is watched.
            await consumed.reach(sender.accepted, timeout_s=_PATIENCE_S)
            await consumed.close()
            wire.close()
            latencies, missing, watched = await _arrivals(watchers, await ledger_rows.of(here.stack, holders, due), due)
            processor_time.split(part, start, processor_time.used(here.stack), len(due))
            calibration.close(part)
            _report(part, "acknowledgement", answered, rate)
            _report(part, "frame", latencies, rate, targets=_TARGETS)
            await asyncio.to_thread(stages.report, part, here.stack.servers.bootstrap, due, _arrived(watchers))
            part.demand("claims refused", expected=0, found=sender.refused)
            part.demand("receipts in the ledger", expected=sender.accepted, found=await ledger_rows.issued(here.stack))
            part.demand("watched receipts that no frame brought", expected=0, found=missing)
        share = watched / len(due)
        part.notes.append(f"{len(watchers)} streams saw {share:.1%} of {len(due):,} claims")
        if share < _SHARE:
            part.void.append(f"the streams covered {share:.1%} of the claims, less than {_SHARE:.0%}")
    return part


def _holders(here: Town, phones: int) -> set[str]:
    """Subjects of so many insured persons."""
    openers = dict.fromkeys(patient.card.members[0].person.person_id for patient in here.patients)
    return {here.subjects[person] for person in islice(openers, phones)}


@asynccontextmanager
async def _streams(here: Town, subjects: Sequence[str]) -> AsyncIterator[list[Watcher]]:
    """An open stream for each subject, caught up."""
    signer, limits = town.issuer(here.stage), httpx.Limits(max_connections=len(subjects) + 10)
    async with httpx.AsyncClient(base_url=here.stage.state.targets["expenses"], trust_env=False, limits=limits) as web:
        badges = [
            Badge(signer, SystemClock(), subject=one, role="insured", attributes={"subject_id": one})
            for one in subjects
        ]
        watchers = [Watcher(Front(web, badge)) for badge in badges]
        tasks = [asyncio.create_task(watcher.follow()) for watcher in watchers]
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await asyncio.gather(*(watcher.live.wait() for watcher in watchers))
            yield watchers
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)


async def _loop(sender: Sender, calls: Sequence[Call], rate: int) -> tuple[dict[str, float], list[float]]:
    """Send them when they are due; when each was, by receipt, and after how many ms each was acknowledged."""
    left, due = iter(calls), dict[str, float]()
    begun = beginning()

    async def one() -> None:
        await sender.send(next(left))

    for number, call in enumerate(calls):
        due[call.receipts[0].hex()] = begun + number / rate
    return due, await opened(one, rate, len(calls) / rate, started=begun, tick_s=_TICK_S)


def _arrived(watchers: Sequence[Watcher]) -> dict[str, float]:
    """When the frame of each receipt came, time.perf_counter()."""
    return {name: at for watcher in watchers for name, (at, _) in watcher.arrived.items()}


async def _arrivals(
    watchers: Sequence[Watcher], watched: AbstractSet[str], due: Mapping[str, float]
) -> tuple[list[float], int, int]:
    """Latencies in ms of the watched receipts, how many never came, how many were watched."""
    arrived: dict[str, float] = {}
    deadline = time.monotonic() + _PATIENCE_S
    while len(arrived) < len(watched) and time.monotonic() < deadline:
        arrived = {name: at for name, at in _arrived(watchers).items() if name in watched}
        await asyncio.sleep(0.1)
    return [(at - due[name]) * 1_000 for name, at in arrived.items()], len(watched) - len(arrived), len(watched)


def _report(
    part: Part, what: str, latencies: Sequence[float], rate: int, *, targets: Mapping[float, int] = MappingProxyType({})
) -> None:
    for q in _QUANTILES:
        name = f"intended send to {what}, p{q * 100:.0f} at {rate:,}/s"
        part.add(name, quantile(latencies, q), "ms", most=targets.get(q))
