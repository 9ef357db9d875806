"""What the desk measures, as metrics: lag by topic and partition, what is not published yet, the age of outboxes.

A figure that could not be measured is not told: a gap shows, a 0 would say that all is well.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import structlog
from opentelemetry.metrics import CallbackOptions, Meter, Observation

from chassis.errors import DomainError
from contracts.topics import LEDGER_INPUTS
from receipts.operations.standing import Standing
from vitale.operations.v1.operations_service_pb2 import GetStatusResponse, OutboxStatus, TopicLag

_TOPICS: Final = tuple(topic.name for topic in LEDGER_INPUTS)
Read = Callable[[GetStatusResponse], Iterator[Observation]]
_log = structlog.get_logger(__name__)


class Gauges:
    """Holds the last measurement; the meter reads it from a thread of its own whenever it sends."""

    def __init__(self, meter: Meter, standing: Standing) -> None:
        """Take where gauges are made, and who measures."""
        self._standing = standing
        self._last: GetStatusResponse | None = None
        for name, (unit, read) in GAUGES.items():
            meter.create_observable_gauge(name, [self._telling(read)], unit=unit)

    async def run(self, every_s: float) -> None:
        """Measure every so many seconds for ever; what cannot be measured is left out until it can."""
        while True:
            await self.measure()
            await asyncio.sleep(every_s)

    async def measure(self) -> None:
        """Measure once. Never raises DomainError: without the database there are no figures."""
        try:
            self._last = await self._standing.measure()
        except DomainError as error:
            self._last = None
            _log.warning("gauges_not_measured", code=error.code.value)

    def _telling(self, read: Read) -> Callable[[CallbackOptions], Sequence[Observation]]:
        def tell(_options: CallbackOptions) -> Sequence[Observation]:
            last = self._last  # one reference: another measurement may take its place meanwhile
            return () if last is None else tuple(read(last))

        return tell


def lag_records(status: GetStatusResponse) -> Iterator[Observation]:
    """Give the records that the ledger has still to read, 0 included."""
    for partition, topics in _backlogs(status):
        for topic in _TOPICS:
            yield Observation(topics[topic].records if topic in topics else 0, _place(topic, partition))


def lag_seconds(status: GetStatusResponse) -> Iterator[Observation]:
    """Give how long the oldest record has waited to be read; 0 where nothing waits."""
    for partition, topics in _backlogs(status):
        for topic in _TOPICS:
            lag = topics.get(topic)
            if lag is None or lag.HasField("oldest_s"):
                yield Observation(lag.oldest_s if lag else 0.0, _place(topic, partition))


def unpublished_records(status: GetStatusResponse) -> Iterator[Observation]:
    """Give the entries of the ledger that are not known to be on the receipt topic."""
    for one in status.partitions:
        yield Observation(one.unpublished, {"partition": one.partition})


def unpublished_seconds(status: GetStatusResponse) -> Iterator[Observation]:
    """Give the age of the oldest of them."""
    for one in status.partitions:
        if one.HasField("unpublished_s"):
            yield Observation(one.unpublished_s, {"partition": one.partition})


def outbox_rows(status: GetStatusResponse) -> Iterator[Observation]:
    """Give the rows that wait in the outbox of each service that answered."""
    for one in _answered(status):
        yield Observation(one.rows, {"service": one.service})


def outbox_seconds(status: GetStatusResponse) -> Iterator[Observation]:
    """Give the age of the oldest row in the outbox of each service that answered."""
    for one in _answered(status):
        yield Observation(one.oldest_s, {"service": one.service})


GAUGES: Final[dict[str, tuple[str, Read]]] = {
    "vitale.ledger.lag.records": ("{record}", lag_records),
    "vitale.ledger.lag.age": ("s", lag_seconds),
    "vitale.ledger.unpublished.records": ("{record}", unpublished_records),
    "vitale.ledger.unpublished.age": ("s", unpublished_seconds),
    "vitale.outbox.records": ("{record}", outbox_rows),
    "vitale.outbox.age": ("s", outbox_seconds),
}
"""Name -> unit and how it is read from a measurement."""


def _backlogs(status: GetStatusResponse) -> Iterator[tuple[int, dict[str, TopicLag]]]:
    """Each partition of which the log told the end, with the topics that hold something unread."""
    for one in status.partitions:
        if one.HasField("lag_records"):
            yield one.partition, {lag.topic: lag for lag in one.topics}


def _answered(status: GetStatusResponse) -> Iterator[OutboxStatus]:
    return (one for one in status.outboxes if not one.problem)


def _place(topic: str, partition: int) -> dict[str, str | int]:
    return {"topic": topic, "partition": partition}
