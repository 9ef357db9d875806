"""Moves the ledger: flushes what waits, publishes after the commit while the next flush runs, acknowledges last."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import structlog
from opentelemetry.trace import Link

from chassis.failpoints import Failpoints
from chassis.postgres import is_infrastructure
from chassis.record_traces import traceparent_of
from chassis.telemetry import Telemetry, sampled_links
from receipts.ledger.acquire import Acquired
from receipts.ledger.inputs import Record
from receipts.ledger.outcome import Batch, Outcome
from receipts.ledger.processor import Processor
from receipts.worker.lanes import Ack, Lanes
from receipts.worker.outlet import Outlet

_BACKOFF_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_REGAIN_S = 3.0
"""How long a lost partition may stay with this process before it is acquired again: a rebalance should come first."""
_REFUSED_RETRY_S = 5.0
_GATHER_S = 0.005
"""How long the first records after a rest wait for those published with them: the broker tells the partition that
a batch reached first, the next fetch brings the others, and a flush of the first alone would keep them all waiting."""
_MANY = 200
_REST_A_RECORD_S, _REST_S = 0.0004, 0.015
"""How long records gather after a flush of few: a flush costs some 10 ms beside its records, so that a crowd that comes
one by one is settled sooner where it is settled by the dozen. After one record alone the rest is not felt, and it is
never longer than the flush before it: where that was soon done, the next one soon may begin."""

log = structlog.get_logger()


class Flow(Protocol):
    """Stops and restarts the fetching of single partitions."""

    def pause(self, partitions: Sequence[int]) -> None:
        """Fetch nothing more of these."""

    def resume(self, partitions: Sequence[int]) -> None:
        """Fetch these again."""


class Engine:
    """One process's part of the ledger, whichever client brings the records."""

    def __init__(
        self, *, processor: Processor, outlet: Outlet, flow: Flow, failpoints: Failpoints, telemetry: Telemetry
    ) -> None:
        self._processor = processor
        self._outlet = outlet
        self._flow = flow
        self._failpoints = failpoints
        self._telemetry = telemetry
        self._seconds = telemetry.seconds("vitale.ledger.flush.duration")
        self._sizes = telemetry.counts("vitale.ledger.flush.records")
        self._lanes = Lanes()
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._draining = False
        self.assigned = False

    @property
    def partitions(self) -> list[int]:
        """What this process owns."""
        return self._lanes.partitions()

    async def assign(self, ends: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
        """Own exactly these (topic, partition), given their end offsets; where to read each from."""
        partitions = sorted({partition for _, partition in ends})
        async with self._turn:
            self._processor.release(self._lanes.partitions())
            acquired = await self._acquire(partitions)
            await self._halt_what_the_broker_lost(acquired, ends)
            self._lanes.open(
                {p: a.offsets for p, a in acquired.items()}, gated=[p for p, a in acquired.items() if _gated(a)]
            )
            await self._republish(acquired)
        self.assigned = True
        log.info("ledger_assigned", partitions=len(partitions))
        return {(topic, p): offset for p, a in acquired.items() for topic, offset in a.offsets.items()}

    def arrived(self, records: Sequence[Record], ack: Ack) -> None:
        """Take a chunk of consecutive records of one topic and partition."""
        if self._draining or self._lanes.append(records, ack) is None:
            return
        full = self._lanes.to_pause()
        if full:
            self._flow.pause(full)
        self._wake.set()

    async def run(self) -> None:
        """Flush for ever; ends only by an error that nobody can mend by waiting."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_S)
            self._wake.clear()
            while self._lanes.any_due() and not self._draining:
                begun = time.monotonic()
                records = await self._flush()
                took_s = time.monotonic() - begun
                ready = self._lanes.to_resume()
                if ready:
                    self._flow.resume(ready)
                await asyncio.sleep(_rest_s(records, took_s))  # after the resume: what is fetched meanwhile gathers too

    async def tend(self) -> None:
        """For ever: regain what was lost and not taken by a rebalance; store the published mark when idle."""
        while True:
            lost = set(self._lanes.lost())
            await asyncio.sleep(_REGAIN_S)
            still = sorted(lost.intersection(self._lanes.lost()))
            if still:
                async with self._turn:
                    await self._regain(still)
                self._wake.set()
            elif not self._lanes.any_due():
                await self._mark_published()

    async def _mark_published(self) -> None:
        async with self._turn:
            published = self._outlet.published()
            if not published:
                return
            try:
                await self._processor.mark_published(published)
                self._outlet.stored(published)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                # Publishing again what is on the topic already is harmless, so the mark may be missed.
                log.warning("ledger_waits_for_database", error=type(error).__name__)

    async def drain(self) -> None:
        """Finish the flush under way, publish, acknowledge; take nothing more."""
        self._draining = True
        async with self._turn:
            await self._outlet.drain()
        await self._mark_published()

    async def _flush(self) -> int:
        """Flush what waits; how many records."""
        async with self._turn:
            batch = self._lanes.take()
            if not batch:
                return 0
            started = asyncio.get_running_loop().time()
            records = sum(map(len, batch.values()))
            with self._span(batch, records) as flush:
                try:
                    marks = self._outlet.published()
                    outcome = await self._processor.apply(batch, marks)
                except Exception as error:
                    if not is_infrastructure(error):
                        raise
                    log.warning("ledger_waits_for_database", error=type(error).__name__)
                    self._put_back(batch)
                    await self._regain(self._lanes.partitions())
                    return 0
            self._sizes.record(records)
            self._seconds.record(asyncio.get_running_loop().time() - started)
            self._outlet.stored({p: seq for p, seq in marks.items() if p in outcome.offsets})
            await self._failpoints.hit("after_commit")
            self._place(batch, outcome)
            await self._outlet.put(outcome.entries, outcome.offsets, self._lanes.acknowledge, flush=flush)
            return records

    @contextmanager
    def _span(self, batch: Batch, records: int) -> Iterator[Sequence[Link]]:
        """A span linked to the traces of the sampled records, being part of none; without any there is no span.

        Gives the link to it, for what comes out of the flush.
        """
        links = self._links(batch)
        if not links:
            yield ()
            return
        with self._telemetry.span("ledger.flush", {"vitale.records": records}, links=links) as span:
            yield (Link(span.get_span_context()),)

    def _links(self, batch: Batch) -> Sequence[Link]:
        if not self._telemetry.enabled:
            return ()
        return sampled_links(traceparent_of(r.headers) for records in batch.values() for r in records if r.headers)

    def _place(self, batch: Batch, outcome: Outcome) -> None:
        for partition, records in batch.items():
            # Another owner may have moved only a part of them: what the ledger did not consume must still be here.
            left = records if partition in outcome.lost else outcome.left.get(partition, ())
            if left:
                self._lanes.put_back(partition, left)
            self._lanes.gate(partition, closed=bool(left) or partition in outcome.halted)
        for partition in outcome.lost:
            log.warning("partition_lost_to_another_owner", partition=partition)
            self._lanes.lose(partition)
        for partition, reason in outcome.halted.items():
            log.error("partition_halted", partition=partition, reason=reason)
        for partition, version in outcome.refused.items():
            log.error("rules_version_not_held", partition=partition, rules_version=version)
            self._lanes.hold(partition, held=True)
            asyncio.get_running_loop().call_later(_REFUSED_RETRY_S, self._try_again, partition)

    def _try_again(self, partition: int) -> None:
        self._lanes.hold(partition, held=False)
        self._lanes.gate(partition, closed=False)
        self._wake.set()

    def _put_back(self, batch: Batch) -> None:
        for partition, records in batch.items():
            self._lanes.put_back(partition, records)

    async def _acquire(self, partitions: Sequence[int]) -> dict[int, Acquired]:
        """Acquire, however long the database takes to answer."""
        attempt = 0
        while True:
            try:
                return await self._processor.acquire(partitions)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                log.warning("ledger_waits_for_database", error=type(error).__name__, attempt=attempt)
                await asyncio.sleep(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)])
                attempt += 1

    async def _regain(self, partitions: Sequence[int]) -> None:
        """After a failure whose outcome is unknown, or a loss: see where the ledger stands and go on from there."""
        acquired = await self._acquire(partitions)
        for partition, known in acquired.items():
            if not self._lanes.trim(partition, known.offsets, gated=_gated(known)):
                raise RuntimeError(f"partition {partition}: records between the ledger and the lane are missing")
        await self._republish(acquired)

    async def _republish(self, acquired: Mapping[int, Acquired]) -> None:
        """Committed entries that may not be on the topic go out again, before anything newer of their partition."""
        entries = {p: a.unpublished for p, a in acquired.items() if a.unpublished}
        if entries:
            log.info("entries_published_again", entries=sum(map(len, entries.values())))
            await self._outlet.put(entries, {p: a.offsets for p, a in acquired.items()}, self._lanes.acknowledge)

    async def _halt_what_the_broker_lost(
        self, acquired: dict[int, Acquired], ends: Mapping[tuple[str, int], int]
    ) -> None:
        """An end offset below what was consumed: acknowledged records are gone, and new ones would hide among them."""
        for partition, known in list(acquired.items()):
            short = [t for t, offset in known.offsets.items() if ends.get((t, partition), offset) < offset]
            if short:
                reason = f"the broker lost acknowledged records of {', '.join(short)}: re-emit them from intake"
                log.error("partition_halted", partition=partition, reason=reason)
                await self._processor.halt(partition, reason)
                acquired[partition] = known._replace(halted=reason)


def _rest_s(records: int, took_s: float) -> float:
    return 0.0 if records >= _MANY else min(records * _REST_A_RECORD_S, _REST_S, took_s)


def _gated(acquired: Acquired) -> bool:
    return acquired.halted is not None or acquired.rules_version is None
