"""What looks for people sees a leak in every form, and sees nothing where nothing is."""

import base64
import json
from urllib.parse import quote

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.fakes.collector import Collector
from tests.telemetry import sought

NIR, NAME, BORN, ACT = "285068990100142", "Canarïenne-Serinette", "1985-06-23", "HHQE005"
CANARIES = (
    sought.number("number", NIR),
    sought.name("name", NAME),
    sought.day("birth", BORN),
    sought.code("act", ACT),
)
LEAKS = {
    "a log line": (f'{{"event": "refused", "who": "{NAME}"}}', "name"),
    "a log line without accents": (json.dumps({"who": NAME}), "name"),
    "a log line in capitals": (NAME.upper(), "name"),
    "a number in groups": (f"key of {NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]}", "number"),
    "a number without its key": (NIR[:13], "number"),
    "an address": ("GET /v1/people?name=" + quote(NAME), "name"),
    "base64 in the middle": (base64.b64encode(b"xy" + NIR.encode() + b"z").decode(), "number"),
    "hexadecimal": (NIR.encode().hex(), "number"),
    "hexadecimal capitals": (NAME.encode().hex().upper(), "name"),
    "a date as people write it": ("born 23/06/1985", "birth"),
    "an act": (f"no price for {ACT.lower()}", "act"),
}  # fmt: skip


@pytest.mark.parametrize("form", LEAKS)
def test_a_leak_is_seen_and_named_without_being_told(form: str) -> None:
    text, what = LEAKS[form]
    assert sought.found([("clean", b"nothing"), ("leaking", text.encode())], CANARIES) == [("leaking", what)]


def test_a_leak_in_a_span_an_event_a_link_or_a_metric_is_seen() -> None:
    collector = Collector()
    clean = ExportTraceServiceRequest()
    clean.resource_spans.add().scope_spans.add().spans.add(name="care to screen")
    collector.take(clean)
    assert sought.found(collector.said(), CANARIES) == []
    for place in ("name", "attribute", "event", "link"):
        leaking, seen = ExportTraceServiceRequest(), Collector()
        span = leaking.resource_spans.add().scope_spans.add().spans.add()
        match place:
            case "name":
                span.name = NAME
            case "attribute":
                span.attributes.add(key="x").value.string_value = NIR
            case "event":
                span.events.add(name=f"exception about {ACT}")
            case _:
                span.links.add().attributes.add(key="x").value.string_value = BORN
        seen.take(leaking)
        assert len(sought.found(seen.said(), CANARIES)) == 1, place
    metrics = ExportMetricsServiceRequest()
    point = metrics.resource_metrics.add().scope_metrics.add().metrics.add().gauge.data_points.add(as_double=1)
    point.attributes.add(key="person").value.int_value = int(NIR)
    collector.take(metrics)
    assert sought.found(collector.said(), CANARIES) == [("ExportMetricsServiceRequest", "number")]


def test_nothing_is_found_among_figures_and_random_identifiers() -> None:
    ids, figures = b'{"trace_id": "0af7651916cd43dd8448eb211c80319c"', b', "n": 285068990100999, "at": "2026-11-29"}'
    lines = ids + figures
    assert sought.found([("log", lines * 100)], CANARIES) == []
