"""Records carry a trace on: a span for each sampled one, none for the others, never a key."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link, SpanContext, SpanKind, StatusCode, TraceFlags

from chassis.record_traces import handing_on, publishing
from chassis.records import OutRecord
from chassis.sampling import is_sampled, worth_keeping
from chassis.telemetry import OFF, Telemetry, build, exporting_to

TRACE, SPAN = f"{7:032x}", f"{9:016x}"
SAMPLED, UNSAMPLED = (f"00-{TRACE}-{SPAN}-{flags}".encode() for flags in ("01", "00"))
KEY = b"a home's random key"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def telemetry(spans: InMemorySpanExporter) -> Iterator[Telemetry]:
    """Begins no trace of its own."""
    processor = SimpleSpanProcessor(exporting_to(spans))
    found = build("sample", "test", span_processor=processor, reader=InMemoryMetricReader(), ratio=0.0)
    yield found
    found.stop()


def record(*traceparents: bytes) -> OutRecord:
    headers = (("ce_id", b"1"), *(("traceparent", value) for value in traceparents))
    return OutRecord("vitale.claim.v1", 3, KEY, b"value", headers)


def test_a_sampled_record_continues_its_trace_from_the_span_of_its_publication(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    flush = Link(SpanContext(5, 6, is_remote=False, trace_flags=TraceFlags(1)))
    records = [record(), record(UNSAMPLED), record(SAMPLED)]
    with publishing(telemetry, records, links=[flush]) as published:
        assert spans.get_finished_spans() == ()
    (span,) = spans.get_finished_spans()
    assert (span.name, span.kind) == ("vitale.claim.v1 publish", SpanKind.PRODUCER)
    assert span.parent is not None
    assert span.context is not None
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, SPAN)
    assert [link.context.trace_id for link in span.links] == [5]
    assert list(published[:2]) == records[:2]
    assert published[2].headers == (
        ("ce_id", b"1"),
        ("traceparent", f"00-{TRACE}-{span.context.span_id:016x}-01".encode()),
    )
    assert (published[2].key, published[2].value) == (KEY, b"value")
    assert span.attributes == {
        "messaging.system": "kafka",
        "messaging.operation.name": "publish",
        "messaging.destination.name": "vitale.claim.v1",
        "messaging.destination.partition.id": "3",
    }
    assert KEY.decode() not in span.to_json()


def failing(telemetry: Telemetry) -> None:
    with publishing(telemetry, [record(SAMPLED)]):
        raise ConnectionError("the broker is away")


def test_a_publication_that_fails_ends_its_span_as_failed_and_says_no_word(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    with pytest.raises(ConnectionError):
        failing(telemetry)
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert "away" not in span.to_json()


@pytest.mark.parametrize("off", [True, False])
def test_without_a_sampled_record_the_very_same_records_leave(
    telemetry: Telemetry, spans: InMemorySpanExporter, *, off: bool
) -> None:
    records = [record(UNSAMPLED), record(), record(SAMPLED if off else UNSAMPLED)]
    with publishing(OFF if off else telemetry, records) as published:
        assert published is records
    assert spans.get_finished_spans() == ()


def test_what_is_handed_on_goes_through_a_span_of_the_trace(telemetry: Telemetry, spans: InMemorySpanExporter) -> None:
    with handing_on(telemetry, "receipts push", SAMPLED, 3) as onward:
        pass
    for unsampled in (UNSAMPLED, b""):
        with handing_on(telemetry, "receipts push", unsampled, 3) as same:
            assert same is unsampled
    (span,) = spans.get_finished_spans()
    assert span.context is not None
    assert onward == f"00-{TRACE}-{span.context.span_id:016x}-01".encode()


def test_a_span_linked_to_a_sampled_trace_is_kept_though_nothing_begins_here(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    for flags in (1, 0):
        link = Link(SpanContext(5, 6, is_remote=True, trace_flags=TraceFlags(flags)))
        with telemetry.span(f"flush linked with flags {flags}", links=[link]):
            pass
    with telemetry.span("linked to nothing"):
        pass
    assert [span.name for span in spans.get_finished_spans()] == ["flush linked with flags 1"]


@pytest.mark.parametrize(("flags", "kept"), [("00", False), ("01", True), ("02", False), ("03", True), ("ff", True)])
def test_the_lowest_bit_of_the_flags_decides(flags: str, *, kept: bool) -> None:
    traceparent = f"00-{TRACE}-{SPAN}-{flags}".encode()
    assert is_sampled(traceparent) is kept
    assert worth_keeping(traceparent) == (traceparent if kept else None)


def test_no_traceparent_is_not_sampled() -> None:
    assert not is_sampled(b"")
