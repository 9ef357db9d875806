"""Traces and metrics: OpenTelemetry when an endpoint is set, no-ops that cost next to nothing when it is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Link, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.sampling import Linked, is_sampled
from chassis.span_allowlist import AllowListExporter, Attribute, allowed

RECORDS: Final = (1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LINKS: Final = 128
_TRACE_ID: Final = slice(3, 35)  # where a traceparent holds it
_PROPAGATOR: Final = TraceContextTextMapPropagator()
Header = tuple[str, bytes]


class TelemetrySettings(Protocol):
    """What setup needs of a process's settings."""

    @property
    def otlp_endpoint(self) -> str | None:
        """Base address of an OTLP/HTTP collector; unset switches telemetry off."""
        ...

    @property
    def environment(self) -> str:
        """Production, demo or test."""
        ...

    @property
    def trace_ratio(self) -> float:
        """Part of the calls that begin a trace, 0 to 1; a call that comes with a trace keeps its decision."""
        ...

    @property
    def metrics_every_s(self) -> float:
        """Seconds between two sendings of metrics."""
        ...


class Telemetry:
    """A process's tracer and meter; `enabled` is False when no endpoint is set."""

    def __init__(self, tracers: TracerProvider | None = None, meters: MeterProvider | None = None) -> None:
        """Take the providers; None is off."""
        self._tracers, self._meters = tracers, meters
        self.enabled = tracers is not None
        self.tracer = tracers.get_tracer("vitale") if tracers else trace.NoOpTracer()
        self.meter = meters.get_meter("vitale") if meters else metrics.NoOpMeter("vitale")
        self.rpc_seconds = self.seconds("vitale.rpc.server.duration")
        self.client_seconds = self.seconds("vitale.rpc.client.duration")

    def seconds(self, name: str) -> metrics.Histogram:
        """Give a histogram of durations in seconds, with bounds that tell milliseconds apart."""
        return self.meter.create_histogram(name, unit="s", explicit_bucket_boundaries_advisory=SECONDS)

    def counts(self, name: str) -> metrics.Histogram:
        """Give a histogram of numbers of records."""
        return self.meter.create_histogram(name, unit="{record}", explicit_bucket_boundaries_advisory=RECORDS)

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Mapping[str, Attribute] | None = None,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: Context | None = None,
        links: Sequence[Link] = (),
    ) -> Iterator[Span]:
        """Open a span under the current one (or `parent`); attributes not on the allow-list are dropped.

        `links` are the traces of what it handles together; it belongs to none of them.
        """
        if not self.enabled:
            yield trace.INVALID_SPAN
            return
        with self.tracer.start_as_current_span(
            name,
            context=parent,
            kind=kind,
            attributes=allowed(attributes),
            links=links,
            record_exception=False,
            set_status_on_exception=True,
        ) as span:
            yield span

    def stop(self) -> None:
        """Send what is waiting and stop."""
        for provider in (self._tracers, self._meters):
            if provider is not None:
                provider.shutdown()


OFF: Final = Telemetry()


def setup(settings: TelemetrySettings, service_name: str) -> Telemetry:
    """Start telemetry for a process, and make it the process's global tracer for libraries."""
    if settings.otlp_endpoint is None:
        return OFF
    base = settings.otlp_endpoint.rstrip("/")
    exporter = AllowListExporter(OTLPSpanExporter(f"{base}/v1/traces"))
    reader = PeriodicExportingMetricReader(
        OTLPMetricExporter(f"{base}/v1/metrics"), export_interval_millis=settings.metrics_every_s * 1_000
    )
    spans = BatchSpanProcessor(exporter)
    telemetry = build(
        service_name, settings.environment, span_processor=spans, reader=reader, ratio=settings.trace_ratio
    )
    trace.set_tracer_provider(telemetry._tracers or TracerProvider())  # noqa: SLF001 - its own field, once a process
    return telemetry


def build(
    service_name: str, environment: str, *, span_processor: SpanProcessor, reader: MetricReader, ratio: float = 1.0
) -> Telemetry:
    """Put telemetry together from its parts; tests pass in-memory ones.

    `ratio` of the traces begun here is kept, and whatever is linked to a sampled trace.
    """
    resource = Resource.create({"service.name": service_name, "deployment.environment.name": environment})
    tracers = TracerProvider(sampler=ParentBased(Linked(TraceIdRatioBased(ratio))), resource=resource)
    tracers.add_span_processor(span_processor)
    return Telemetry(tracers, MeterProvider([reader], resource=resource))


def exporting_to(exporter: SpanExporter) -> SpanExporter:
    """Put the allow-list in front of an exporter."""
    return AllowListExporter(exporter)


def tracer() -> trace.Tracer:
    """Give the process's global tracer; a no-op before setup or when telemetry is off."""
    return trace.get_tracer("vitale")


def inject_headers() -> tuple[Header, ...]:
    """Give the current trace context as Kafka headers: (("traceparent", ...),) or nothing."""
    return tuple((key, value.encode()) for key, value in inject_metadata())


def inject_metadata() -> tuple[tuple[str, str], ...]:
    """Give the current trace context as gRPC metadata: (("traceparent", ...),) or nothing.

    A tracestate is a stranger's text, taken from the head of a request: it goes nowhere.
    """
    span = trace.get_current_span()
    if span is trace.INVALID_SPAN or not span.get_span_context().is_valid:
        return ()
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return tuple((key, value) for key, value in carrier.items() if key == "traceparent")


def extract(headers: Sequence[tuple[str, str | bytes]]) -> Context | None:
    """Read a trace context from gRPC metadata or Kafka headers; None when there is none."""
    for key, value in headers:
        if key == "traceparent":
            text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
            return _PROPAGATOR.extract({"traceparent": text})
    return None


def sampled_links(traceparents: Iterable[bytes | None]) -> tuple[Link, ...]:
    """Give links to the sampled ones of these trace contexts, one a trace, at most 128."""
    found: dict[bytes, Link] = {}
    for traceparent in traceparents:
        if traceparent is None or not is_sampled(traceparent) or traceparent[_TRACE_ID] in found:
            continue
        context = trace.get_current_span(extract([("traceparent", traceparent)])).get_span_context()
        if context.is_valid:
            found[traceparent[_TRACE_ID]] = Link(context)
        if len(found) == _LINKS:
            break
    return tuple(found.values())


def current_trace_id() -> str | None:
    """Give the trace id (32 hex) of the current span, to be shown beside a support id."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None
