"""The worker path on a private stack: preloaded throughput, open-loop latency, restart after kill -9."""

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.topics import CLAIM, CONTROL, PARTITIONS, RIGHTS
from reimbursement_tables import load
from tools.bench import kafka, processor_time
from tools.bench.calibration import Calibration
from tools.bench.figures import Part, median, quantile
from tools.bench.traffic import Family, Outgoing, claims, decisions, rights_of
from tools.local.stack import Stack
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

WORKER = "receipts.worker"
_SECOND = "receipts.worker.2"
_DECISIONS = 2 * PARTITIONS
_PREFIX = 2
_TICK_S = 0.002
_GATE, _GOAL = 6000, 8000
_P50_MS, _P99_MS = 60, 150
_RESTART_S = 3.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything."""

    families: int
    claims: int
    rate: int
    seconds: float
    runs: int


class Path:
    """The path of one stack; the worker is started and stopped by the parts."""

    def __init__(self, stack: Stack, sizes: Sizes) -> None:
        self.stack = stack
        self.sizes = sizes
        self.bootstrap = stack.servers.bootstrap

    async def furnish(self) -> None:
        """Rules, table and rights of every family, consumed by the worker."""
        kafka.preload(self.bootstrap, CONTROL.name, decisions(load().version))
        kafka.preload(self.bootstrap, RIGHTS.name, (rights_of(Family(n)) for n in range(self.sizes.families)))
        await self.stack.start(WORKER)
        kafka.wait_for_end(self.bootstrap, _DECISIONS + self.sizes.families, timeout_s=240)

    async def throughput(self) -> Part:
        """Claims that wait in the topic, from the first to the last receipt; receipts are read back afterwards."""
        return await self._preloaded(Part("preloaded"), [WORKER], seed="pre")

    async def pair(self) -> Part:
        """The same with two workers that share the partitions, and the same two cores."""
        await self.stack.start_copy(WORKER, _SECOND, INSTANCE=_SECOND)
        try:
            return await self._preloaded(Part("two workers"), [WORKER, _SECOND], seed="pair")
        finally:
            await self.stack.stop(_SECOND)

    async def _preloaded(self, part: Part, workers: Sequence[str], *, seed: str) -> Part:
        count = self.sizes.claims
        for name in workers:
            await self.stack.stop(name)
        before, calibration = kafka.receipt_ends(self.bootstrap), Calibration()
        ahead = sum(before.values())
        kafka.preload(self.bootstrap, CLAIM.name, claims(count, self.sizes.families, seed=seed), stamped=True)
        started = time.time()
        for name in workers:
            self.stack.processes.start_again(name)
        # From the first receipts on, so that what a process costs to start is not told as the cost of claims.
        kafka.wait_for_end(self.bootstrap, ahead + 1, timeout_s=60)
        warm, done = processor_time.used(self.stack), kafka.receipt_end(self.bootstrap) - ahead
        kafka.wait_for_end(self.bootstrap, ahead + count, timeout_s=240)
        used = processor_time.used(self.stack)
        receipts = kafka.Sink(self.bootstrap, before).wait(count, timeout_s=60)
        calibration.close(part)  # not before the broker has come to rest
        part.demand("receipts", expected=count, found=len(receipts))
        _rate(part, [arrival.produced_ms for arrival in receipts], started)
        processor_time.split(part, warm, used, max(1, count - done))
        return part

    async def latency(self) -> Part:
        """Open loop at the rate, several runs; medians of the runs."""
        part, seconds = Part("open loop"), self.sizes.seconds
        runs = [self._open_loop(part, f"open{number}", seconds) for number in range(self.sizes.runs)]
        for q, most in ((0.5, _P50_MS), (0.95, None), (0.99, _P99_MS)):
            values = [quantile(run, q) for run in runs]
            name = f"p{q * 100:.0f} at {self.sizes.rate:,}/s, median of {len(runs)}"
            part.add(name, median(values), "ms", most=most)
            part.notes.append(f"p{q * 100:.0f} of the runs: {', '.join(f'{value:.0f}' for value in values)} ms")
        return part

    def _open_loop(self, part: Part, seed: str, seconds: float) -> list[float]:
        """One run: latencies in ms, from the intended send to the receipt in this process."""
        count = int(self.sizes.rate * seconds)
        ready = list(claims(count, self.sizes.families, seed=seed))
        sink = kafka.Sink.from_now(self.bootstrap)
        time.sleep(0.5)
        send_open_loop(self.bootstrap, ready, self.sizes.rate)
        receipts = sink.wait(count, timeout_s=60)
        part.demand(f"receipts of run {seed}", expected=count, found=len(receipts))
        return [_latency_ms(arrival) for arrival in receipts]

    async def restart(self) -> Part:
        """kill -9 under load, started again at once, until receipts flow."""
        part, rate = Part("restart"), max(1, self.sizes.rate // 2)
        ready = list(claims(rate * 12, self.sizes.families, seed="restart"))
        sink = kafka.Sink.from_now(self.bootstrap)
        sender = threading.Thread(target=send_open_loop, args=(self.bootstrap, ready, rate))
        sender.start()
        await asyncio.sleep(3)
        self.stack.kill(WORKER)
        died = time.time()
        self.stack.processes.start_again(WORKER)
        sender.join()
        receipts = sink.wait(len(ready), timeout_s=60)
        part.demand("receipts", expected=len(ready), found=len(receipts))
        first = min((a.produced_ms for a in receipts if a.produced_ms > died * 1000), default=0)
        part.add("kill -9 until receipts flow", first / 1000 - died, "s", most=_RESTART_S)
        part.add(f"worst latency at {rate:,}/s", max(map(_latency_ms, receipts)) / 1000, "s")
        await self.stack.processes.wait_ready(WORKER)
        return part


def _rate(part: Part, produced_ms: Sequence[int], started: float) -> None:
    """Receipts after the first flush over the time they took: the first flush has no beginning that could be seen."""
    first, last = min(produced_ms), max(produced_ms)
    later = sum(at > first + 5 for at in produced_ms)
    part.add("preloaded claims", later / max(0.001, (last - first) / 1000), "claims/s", least=_GATE)
    part.notes.append(f"goal {_GOAL:,} claims/s; {len(produced_ms):,} claims in {(last - first) / 1000:.1f} s")
    part.add("start of the worker to the first receipt", first / 1000 - started, "s")


def _latency_ms(arrival: kafka.Arrival) -> float:
    receipt = LedgerEvent.FromString(arrival.value[_PREFIX:]).receipt_issued
    return arrival.seen * 1000 - receipt.accepted_at_us / 1000


def send_open_loop(bootstrap: str, ready: Sequence[Outgoing], rate: int) -> None:
    """Send each claim when it is due, whether or not earlier ones were answered; each carries its intended moment."""
    out = kafka.producer(bootstrap, linger_ms=0)
    start, sent = time.time() + 0.2, 0
    while sent < len(ready):
        due = min(len(ready), int((time.time() - start) * rate) + 1) if time.time() >= start else 0
        for number in range(sent, due):
            record, at_us = ready[number], int((start + number / rate) * 1e6)
            headers, value = list(record.headers), record.stamped(at_us)
            out.produce(CLAIM.name, value=value, key=record.key, partition=record.partition, headers=headers)
        sent = max(sent, due)
        out.poll(0)
        time.sleep(_TICK_S)
    out.flush(30)
