"""Telemetry: one trace through metadata and headers, only listed attributes, nothing when off."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import (
    INVALID_SPAN,
    Link,
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from chassis.errors import DomainError
from chassis.grpc_client import call
from chassis.settings import GrpcSettings
from chassis.telemetry import (
    OFF,
    Telemetry,
    build,
    exporting_to,
    extract,
    inject_headers,
    inject_metadata,
    sampled_links,
)
from chassis.tokens import TokenSigner
from tests.chassis.canaries import NAMES, NIR_FORMS, leaked
from tests.chassis.conftest import start
from tests.fakes.echo_service import ECHO


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def reader() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture
def telemetry(spans: InMemorySpanExporter, reader: InMemoryMetricReader) -> Iterator[Telemetry]:
    found = build("sample", "test", span_processor=SimpleSpanProcessor(exporting_to(spans)), reader=reader)
    yield found
    found.stop()


def test_one_trace_goes_through_grpc_metadata_and_kafka_headers(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    with telemetry.span("call"):
        metadata = inject_metadata()
    with telemetry.span("serve", parent=extract(metadata)):
        headers = inject_headers()
    with telemetry.span("consume", parent=extract(headers)):
        pass
    call, serve, consume = spans.get_finished_spans()
    assert call.context.trace_id == serve.context.trace_id == consume.context.trace_id
    assert serve.parent is not None
    assert consume.parent is not None
    assert (serve.parent.span_id, consume.parent.span_id) == (call.context.span_id, serve.context.span_id)


def test_only_listed_attributes_leave_and_texts_are_masked(telemetry: Telemetry, spans: InMemorySpanExporter) -> None:
    with telemetry.span(
        f"settle {NIR_FORMS[2]}", {"rpc.method": NIR_FORMS[0], "messaging.kafka.message.key": "k"}
    ) as span:
        span.set_attribute("db.statement", f"SELECT '{NAMES[0]}'")  # as an instrumentation library would
        span.set_attribute("vitale.records", 3)
        span.add_event("exception", {"exception.message": NIR_FORMS[0], "exception.type": "KeyError"})
    (found,) = spans.get_finished_spans()
    assert found.attributes == {"rpc.method": "[masked]", "vitale.records": 3}
    assert found.events[0].attributes == {"exception.type": "KeyError"}
    assert leaked(found.to_json()) == []


def test_what_a_stranger_writes_into_the_state_of_a_trace_goes_nowhere(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    state = TraceState([("vitale", NIR_FORMS[0]), ("name", "Zephyrine")])
    stranger = SpanContext(5, 6, is_remote=True, trace_flags=TraceFlags(1), trace_state=state)
    called = set_span_in_context(NonRecordingSpan(stranger))
    with telemetry.span("serve", parent=called, links=[Link(stranger)]) as span:
        assert span.get_span_context().trace_state == state, "the SDK takes it over"
        assert [key for key, _ in (*inject_metadata(), *inject_headers())] == ["traceparent", "traceparent"]
    (found,) = spans.get_finished_spans()
    assert found.context is not None
    assert found.context.trace_id == 5
    for context in (found.context, found.links[0].context):
        assert not context.trace_state


def fail_about(form: str, telemetry: Telemetry) -> None:
    with telemetry.span("settle"):
        raise KeyError(f"{NAMES[0]} {form}")


@pytest.mark.parametrize("form", NIR_FORMS)
def test_an_exception_marks_the_span_and_leaves_no_word_of_itself(
    telemetry: Telemetry, spans: InMemorySpanExporter, form: str
) -> None:
    with pytest.raises(KeyError):
        fail_about(form, telemetry)
    (found,) = spans.get_finished_spans()
    assert not found.status.is_ok
    assert leaked(found.to_json()) == []


def test_off_opens_no_span_and_sends_no_header() -> None:
    with OFF.span("settle", {"vitale.records": 1}) as span:
        assert span is INVALID_SPAN
        assert inject_headers() == ()
        assert inject_metadata() == ()
    assert extract([("other", b"x")]) is None


@pytest.mark.asyncio
async def test_a_served_call_continues_the_callers_trace_and_is_measured_by_code(
    signer: TokenSigner, telemetry: Telemetry, spans: InMemorySpanExporter, reader: InMemoryMetricReader
) -> None:
    running = await start(signer, GrpcSettings(environment="test", grpc_listen="127.0.0.1:0"), telemetry)
    method: Any = running.channel.unary_unary(f"/{ECHO}/Once")
    with telemetry.span("practice"), pytest.raises(DomainError):
        await call(method, b"crash " + NIR_FORMS[0].encode(), token=signer.sign("x", "practice"))
    await running.channel.close()
    await running.server.stop()
    served, practice = spans.get_finished_spans()
    assert served.context.trace_id == practice.context.trace_id
    assert served.attributes == {
        "rpc.system": "grpc", "rpc.service": ECHO, "rpc.method": "Once", "rpc.status": "INTERNAL"
    }  # fmt: skip
    measured = reader.get_metrics_data()
    assert measured is not None
    assert '"rpc.status": "INTERNAL"' in measured.to_json()
    assert leaked(measured.to_json() + served.to_json()) == []


def test_a_span_of_many_records_is_linked_to_each_sampled_trace_once_and_a_child_of_none(
    telemetry: Telemetry, spans: InMemorySpanExporter
) -> None:
    flags = ((1, "01"), (2, "03"), (3, "00"))  # 03: sampled and random, as SDKs of late say
    one, two, unsampled = (f"00-{n:032x}-{n:016x}-{f}".encode() for n, f in flags)
    again = f"00-{1:032x}-{9:016x}-01".encode()
    with telemetry.span("flush", links=sampled_links([one, None, two, again, unsampled, b"nonsense-1"])):
        pass
    (flush,) = spans.get_finished_spans()
    assert flush.parent is None
    assert [link.context.trace_id for link in flush.links] == [1, 2]


def test_a_ratio_of_nothing_begins_no_trace_and_keeps_the_caller_s(spans: InMemorySpanExporter) -> None:
    processor = SimpleSpanProcessor(exporting_to(spans))
    sparing = build("sample", "test", span_processor=processor, reader=InMemoryMetricReader(), ratio=0.0)
    with sparing.span("alone"):
        pass
    with sparing.span("called", parent=extract([("traceparent", f"00-{1:032x}-{1:016x}-01")])):
        pass
    sparing.stop()
    assert [span.name for span in spans.get_finished_spans()] == ["called"]
