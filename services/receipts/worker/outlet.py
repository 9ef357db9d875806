"""Publication of committed entries, in order, behind the flush; then acknowledgement; then the published mark."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from opentelemetry.trace import Link

from chassis.errors import DomainError, ErrorCode
from chassis.failpoints import Failpoints
from chassis.kafka import OutRecord, Publisher
from chassis.record_traces import publishing
from chassis.telemetry import OFF, Telemetry
from receipts.ledger.entry import Entry
from receipts.worker.publication import records_of

Acknowledge = Callable[[int, Mapping[str, int]], None]

_BACKOFF_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_AHEAD = 4
"""Flushes that may be committed and not yet published; then the next flush waits."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Publication:
    entries: Mapping[int, list[Entry]]
    offsets: Mapping[int, Mapping[str, int]]
    acknowledge: Acknowledge
    flush: Sequence[Link]


class Outlet:
    """The way out of one process. `published()` is what the next flush may store beside its own changes."""

    def __init__(
        self, publisher: Publisher, *, generation: int, failpoints: Failpoints, telemetry: Telemetry = OFF
    ) -> None:
        self._publisher = publisher
        self._telemetry = telemetry
        self._generation = generation
        self._failpoints = failpoints
        self._queue: asyncio.Queue[_Publication] = asyncio.Queue(_AHEAD)
        self._published: dict[int, int] = {}
        self._stored: dict[int, int] = {}

    async def put(
        self,
        entries: Mapping[int, list[Entry]],
        offsets: Mapping[int, Mapping[str, int]],
        acknowledge: Acknowledge,
        *,
        flush: Sequence[Link] = (),
    ) -> None:
        """Queue what a flush committed, with its span where it has one; waits while too much is queued."""
        await self._queue.put(_Publication(entries, offsets, acknowledge, flush))

    def published(self) -> dict[int, int]:
        """Highest seq by partition that is on the topic and not known to be stored."""
        return {p: seq for p, seq in self._published.items() if self._stored.get(p) != seq}

    def stored(self, marks: Mapping[int, int]) -> None:
        """These marks of `published` are committed: a flush stores those of its own partitions only."""
        self._stored.update(marks)

    async def run(self) -> None:
        """Publish for ever, however long the broker takes to answer."""
        while True:
            publication = await self._queue.get()
            records = records_of(self._generation, [e for found in publication.entries.values() for e in found])
            with publishing(self._telemetry, records, links=publication.flush) as traced:
                await self._send(traced)
            await self._failpoints.hit("after_publish")
            for partition, offsets in publication.offsets.items():
                publication.acknowledge(partition, offsets)
            for partition, found in publication.entries.items():
                if found:
                    self._published[partition] = found[-1].seq
            self._queue.task_done()

    async def drain(self) -> None:
        """Wait until everything queued is published."""
        await self._queue.join()

    async def _send(self, records: Sequence[OutRecord]) -> None:
        attempt = 0
        while True:
            try:
                await self._publisher.publish(records)
            except DomainError as error:
                if error.code is not ErrorCode.UNAVAILABLE:
                    raise
                log.warning("receipts_wait_for_broker", records=len(records), attempt=attempt)
                await asyncio.sleep(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)])
                attempt += 1
            else:
                return
