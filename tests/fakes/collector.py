# ruff: noqa: N802 - methods are named by the contract
"""A collector of OpenTelemetry on loopback: OTLP by HTTP, as the services send, and by gRPC; keeps what it is told."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import grpc
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs_pb
from opentelemetry.proto.collector.logs.v1.logs_service_pb2_grpc import LogsServiceServicer
from opentelemetry.proto.collector.logs.v1.logs_service_pb2_grpc import add_LogsServiceServicer_to_server as add_logs
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics_pb
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2_grpc import MetricsServiceServicer
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2_grpc import (
    add_MetricsServiceServicer_to_server as add_metrics,
)
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as trace_pb
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceServicer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    add_TraceServiceServicer_to_server as add_trace,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

_KINDS: Final[Mapping[str, tuple[type[Message], type[Message]]]] = {
    "/v1/traces": (trace_pb.ExportTraceServiceRequest, trace_pb.ExportTraceServiceResponse),
    "/v1/metrics": (metrics_pb.ExportMetricsServiceRequest, metrics_pb.ExportMetricsServiceResponse),
    "/v1/logs": (logs_pb.ExportLogsServiceRequest, logs_pb.ExportLogsServiceResponse),
}
Attributes = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hop:
    """A span as it arrived: ids in hex, `parent` empty for a root, `links` as (trace, span); seconds since 1970."""

    service: str
    name: str
    trace: str
    span: str
    parent: str
    links: tuple[tuple[str, str], ...]
    begun: float
    ended: float
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Point:
    """A data point of a metric; `bounds` of a histogram; `value` is its count, or the number of another kind."""

    service: str
    attributes: Attributes
    value: float
    bounds: tuple[float, ...] = ()


class Collector:
    """What arrived so far, whichever door it came by."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._arrived: list[Message] = []
        self._lock = threading.Lock()
        self.http, self.grpc = "", ""

    def take(self, message: Message) -> None:
        """Keep one export."""
        with self._lock:
            self._arrived.append(message)

    def said(self) -> list[tuple[str, bytes]]:
        """Everything as bytes and as text, by kind: where a secret would be found."""
        with self._lock:
            arrived = list(self._arrived)
        return [(type(one).__name__, one.SerializeToString() + str(one).encode()) for one in arrived]

    def hops(self) -> list[Hop]:
        """Every span, in order of arrival."""
        found = []
        for message in self._of(trace_pb.ExportTraceServiceRequest):
            for resource in message.resource_spans:
                service = _service(resource.resource.attributes)
                found += [_hop(service, span) for scope in resource.scope_spans for span in scope.spans]
        return found

    def points(self, name: str) -> list[Point]:
        """The last export of a metric by each service; empty when none told it."""
        last: dict[str, list[Point]] = {}
        for message in self._of(metrics_pb.ExportMetricsServiceRequest):
            for resource in message.resource_metrics:
                service = _service(resource.resource.attributes)
                told = [metric for scope in resource.scope_metrics for metric in scope.metrics]
                metrics = [metric for metric in told if metric.name == name]
                if metrics:
                    last[service] = [point for metric in metrics for point in _points(service, metric)]
        return [point for points in last.values() for point in points]

    def metric_names(self) -> set[str]:
        """Names of all metrics that arrived."""
        exports = self._of(metrics_pb.ExportMetricsServiceRequest)
        scopes = [scope for one in exports for resource in one.resource_metrics for scope in resource.scope_metrics]
        return {metric.name for scope in scopes for metric in scope.metrics}

    def wait(self, condition: Callable[[], bool], what: str, *, timeout_s: float = 20.0) -> None:
        """Wait until something has arrived; TimeoutError names it."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not arrive within {timeout_s:.0f} s")
            time.sleep(0.05)

    def _of(self, kind: type[Any]) -> list[Any]:
        with self._lock:
            return [message for message in self._arrived if isinstance(message, kind)]


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on two free ports of loopback while the block runs."""
    collector = Collector()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _door(collector))
    http.daemon_threads = True
    listening = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    server = grpc.server(ThreadPoolExecutor(2))
    add_trace(_Traces(collector), server)  # type: ignore[no-untyped-call]  # generated without types
    add_metrics(_Metrics(collector), server)  # type: ignore[no-untyped-call]
    add_logs(_Logs(collector), server)  # type: ignore[no-untyped-call]
    collector.http = f"http://127.0.0.1:{http.server_address[1]}"
    collector.grpc = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    listening.start()
    server.start()
    try:
        yield collector
    finally:
        server.stop(0).wait()
        http.shutdown()
        http.server_close()
        listening.join()


def _door(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            request, response = _KINDS[self.path]
            message = request()
            message.ParseFromString(gzip.decompress(body) if self.headers["content-encoding"] == "gzip" else body)
            collector.take(message)
            answer = response().SerializeToString()
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, _format: str, *args: object) -> None:
            """Say nothing."""

    return Door


class _Traces(TraceServiceServicer):
    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def Export(self, request: Any, _context: object) -> Message:
        self._collector.take(request)
        return trace_pb.ExportTraceServiceResponse()


class _Metrics(MetricsServiceServicer):
    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def Export(self, request: Any, _context: object) -> Message:
        self._collector.take(request)
        return metrics_pb.ExportMetricsServiceResponse()


class _Logs(LogsServiceServicer):
    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def Export(self, request: Any, _context: object) -> Message:
        self._collector.take(request)
        return logs_pb.ExportLogsServiceResponse()


def _hop(service: str, span: Any) -> Hop:
    return Hop(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        span.start_time_unix_nano / 1e9,
        span.end_time_unix_nano / 1e9,
        _plain(span.attributes),
    )


def _points(service: str, metric: Any) -> list[Point]:
    kind = metric.WhichOneof("data")
    points = getattr(metric, kind).data_points
    if kind == "histogram":
        return [Point(service, _plain(p.attributes), p.count, tuple(p.explicit_bounds)) for p in points]
    return [Point(service, _plain(p.attributes), getattr(p, p.WhichOneof("value"))) for p in points]


def _plain(attributes: Any) -> Attributes:
    return {one.key: _value(one) for one in attributes}


def _value(one: KeyValue) -> object:
    kind = one.value.WhichOneof("value")
    return getattr(one.value, kind) if kind else None


def _service(attributes: Any) -> str:
    return str(_plain(attributes).get("service.name", ""))
