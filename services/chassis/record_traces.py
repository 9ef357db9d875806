"""Traces through records: a span for each sampled record that is published or handed on, in that record's own trace.

An instrumentation library would put keys into spans; here a span says topic and partition. What is not sampled costs
one look at its last header, and nothing at all while telemetry is off.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.records import OutRecord
from chassis.sampling import is_sampled
from chassis.span_allowlist import Attribute
from chassis.telemetry import Telemetry, extract

_HEADER: Final = "traceparent"
_PROPAGATOR: Final = TraceContextTextMapPropagator()


def traceparent_of(headers: Sequence[tuple[str, bytes]]) -> bytes | None:
    """Give the traceparent of a record, or None; it is among the last headers, so those are looked at first."""
    for name, value in reversed(headers):
        if name == _HEADER:
            return value
    return None


@contextmanager
def publishing(
    telemetry: Telemetry, records: Sequence[OutRecord], *, links: Sequence[Link] = ()
) -> Iterator[Sequence[OutRecord]]:
    """Give the records to publish: each sampled one continues its trace from a span that ends when the block does.

    `links` are what made the records, such as the flush. A block that raises marks its spans as failed.
    """
    sampled = _sampled(records) if telemetry.enabled else {}
    if not sampled:
        yield records
        return
    spans = {place: _begun(telemetry, records[place], parent, links) for place, parent in sampled.items()}
    onward = [_moved(record, spans[place]) if place in spans else record for place, record in enumerate(records)]
    try:
        yield onward
    except BaseException:
        for span in spans.values():
            span.set_status(Status(StatusCode.ERROR))
        raise
    finally:
        for span in spans.values():
            span.end()


@contextmanager
def handing_on(telemetry: Telemetry, name: str, traceparent: bytes, partition: int) -> Iterator[bytes]:
    """Open a span in a record's trace while the block runs; give the traceparent to hand on.

    That of an unsampled record is given as it is.
    """
    if not (telemetry.enabled and is_sampled(traceparent)):
        yield traceparent
        return
    attributes: dict[str, Attribute] = {"messaging.destination.partition.id": str(partition)}
    parent = extract([(_HEADER, traceparent)])
    with telemetry.span(name, attributes, kind=SpanKind.CONSUMER, parent=parent) as span:
        yield _traceparent(span)


def _sampled(records: Sequence[OutRecord]) -> dict[int, bytes]:
    """Where the sampled records stand, with their traceparent."""
    found = {}
    for place, record in enumerate(records):
        traceparent = traceparent_of(record.headers)
        if traceparent is not None and is_sampled(traceparent):
            found[place] = traceparent
    return found


def _begun(telemetry: Telemetry, record: OutRecord, parent: bytes, links: Sequence[Link]) -> Span:
    return telemetry.tracer.start_span(
        f"{record.topic} publish",
        context=extract([(_HEADER, parent)]),
        kind=SpanKind.PRODUCER,
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.name": "publish",
            "messaging.destination.name": record.topic,
            "messaging.destination.partition.id": str(record.partition),
        },
        links=links,
    )


def _moved(record: OutRecord, span: Span) -> OutRecord:
    headers = tuple((name, _traceparent(span) if name == _HEADER else value) for name, value in record.headers)
    return replace(record, headers=headers)


def _traceparent(span: Span) -> bytes:
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, set_span_in_context(span))
    return carrier[_HEADER].encode()
