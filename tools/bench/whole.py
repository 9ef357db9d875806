"""The whole path for a minute, as fast as it is sustained: gRPC intake, vault, outbox, broker, ledger, publication."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Final

from tools.bench import kafka, ledger_rows, processor_time, town
from tools.bench.calibration import Calibration
from tools.bench.figures import Part
from tools.bench.ledger_rows import Consumed
from tools.bench.town import Call, Sender, Town

BATCH: Final = 100
_FAMILIES: Final = 1_500
_CALLERS: Final = 12
_GATE, _GOAL = 3_000, 5_000
_BACKLOG_S: Final = 1.0
_LOOK_S: Final = 0.05
_WARM: Final = 8_000
# Callers wait while this many accepted claims are not settled: what is sent faster than it is settled is a queue.
_AHEAD: Final = 3_000


async def run(seconds: float, *, most_a_second: int = 6_000) -> Part:
    """Send for so many seconds (claims are prepared for `most_a_second`); every count is compared at the end."""
    part = Part("whole path")
    async with town.opened(town.SERVICES, _FAMILIES) as here:
        prepared = list(here.calls(_WARM + int(seconds * most_a_second), batch=BATCH, prefix="WH"))
        sender = Sender(town.by_library(here.stage.doors["teletransmission"]), town.issuer(here.stage))
        consumed = await Consumed.begin(here.stack)
        before = await ledger_rows.issued(here.stack), kafka.receipt_end(here.stack.servers.bootstrap)
        calls = iter(prepared)
        await _send(sender, [next(calls) for _ in range(_WARM // BATCH)], consumed, until=float("inf"))
        await _measured(part, here, sender, calls, consumed=consumed, seconds=seconds)
        await _check(part, here, sender, before=before)
        await consumed.close()
    return part


async def _measured(
    part: Part, here: Town, sender: Sender, calls: Iterator[Call], *, consumed: Consumed, seconds: float
) -> None:
    await consumed.reach(sender.accepted, timeout_s=60)
    calibration, start = Calibration(), processor_time.used(here.stack)
    sys.stderr.write(f"whole path: {seconds:.0f} s ...\n")
    settled_before, accepted_before = await consumed.look(), sender.accepted
    started = time.perf_counter()
    await _send(sender, calls, consumed, until=started + seconds)
    stopped, settled = time.perf_counter(), await consumed.look()
    drained = await consumed.reach(sender.accepted, timeout_s=120)
    used, claims = processor_time.used(here.stack), sender.accepted - accepted_before
    calibration.close(part)
    rate = (settled - settled_before) / (stopped - started)
    part.add("claims settled a second, sustained", rate, "claims/s", least=_GATE)
    part.add("backlog at the end", drained - stopped, "s", most=_BACKLOG_S)
    part.notes.append(f"goal {_GOAL:,}; {claims:,} claims in {stopped - started:.0f} s by {_CALLERS} callers")
    processor_time.split(part, start, used, claims)


async def _send(sender: Sender, calls: Iterator[Call] | list[Call], consumed: Consumed, *, until: float) -> None:
    left = iter(calls)

    async def caller() -> None:
        for call in left:
            if time.perf_counter() > until:
                return
            await sender.send(call)
            while sender.accepted + sender.refused - consumed.now > _AHEAD:  # noqa: ASYNC110 - follow() looks
                await asyncio.sleep(_LOOK_S / 5)

    looking = asyncio.create_task(consumed.follow(_LOOK_S))
    try:
        await asyncio.gather(*(caller() for _ in range(_CALLERS)))
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _check(part: Part, here: Town, sender: Sender, *, before: tuple[int, int]) -> None:
    """Nothing refused; as many receipts in the ledger, and records on the topic, as claims were accepted."""
    issued_before, records_before = before
    part.demand("claims refused", expected=0, found=sender.refused)
    part.demand("receipts in the ledger", expected=sender.accepted, found=await _issued(here) - issued_before)
    kafka.wait_for_end(here.stack.servers.bootstrap, records_before + sender.accepted, timeout_s=30)
    found = kafka.receipt_end(here.stack.servers.bootstrap) - records_before
    part.demand("records on the topic", expected=sender.accepted, found=found)


async def _issued(here: Town) -> int:
    return await ledger_rows.issued(here.stack)
