"""What telemetry costs a flush of 500 claims while it is off, and while it is on and none of them is sampled."""

import timeit
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.record_traces import publishing, traceparent_of
from chassis.records import OutRecord
from chassis.telemetry import OFF, Telemetry, build, sampled_links
from contracts.envelope import TRACEPARENT, cloud_event
from contracts.topics import RECEIPT
from tools.bench.figures import Part

_CLAIMS: Final = 500
_NUMBER: Final = 200
_UNSAMPLED: Final = f"00-{1:032x}-{1:016x}-00".encode()


@dataclass(frozen=True, slots=True)
class _Flush:
    """What a flush and its publication ask of telemetry."""

    telemetry: Telemetry
    records: list[OutRecord]

    def once(self) -> None:
        histogram = self.telemetry.seconds("vitale.ledger.flush.duration")
        if self.telemetry.enabled:
            sampled_links(traceparent_of(record.headers) for record in self.records)
        histogram.record(0.01)
        with publishing(self.telemetry, self.records):
            pass


def _seconds(work: Callable[[], None]) -> float:
    return min(timeit.repeat(work, number=_NUMBER, repeat=5)) / _NUMBER


def _records() -> list[OutRecord]:
    extra = [("ledger-position", bytes(60)), ("audience", b"1"), (TRACEPARENT, _UNSAMPLED)]
    headers = cloud_event(event_type="vitale.x", source="bench", event_id="1", subject="0" * 32, extra=extra)
    return [OutRecord(RECEIPT.name, 0, bytes(16), b"", headers) for _ in range(_CLAIMS)]


def run(claims_per_second: float) -> Part:
    """Share of a flush of 500 claims, given what the ledger alone settles per second in such flushes."""
    part, records, flush = Part("telemetry"), _records(), _CLAIMS / claims_per_second
    processor = SimpleSpanProcessor(InMemorySpanExporter())
    on = build("bench", "test", span_processor=processor, reader=InMemoryMetricReader(), ratio=0.0)
    for name, telemetry in (("while off", OFF), ("on, unsampled", on)):
        took = _seconds(_Flush(telemetry, records).once)
        part.add(f"calls of a flush, {name}", took * 1e6, "µs a flush of 500")
        part.add(f"share of a flush, {name}", 100 * took / flush, "%", most=2)
    on.stop()
    return part
