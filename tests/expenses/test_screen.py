"""The last step of a claim: the frame that shows it ends its trace and is counted by how long it took."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.clock import FixedClock
from chassis.telemetry import SECONDS, build, exporting_to
from expenses.screen import NAME, Screen
from tests.expenses.front import Front, front
from tests.expenses.test_streams import stream
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, NOW

pytestmark = pytest.mark.asyncio
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACED = f"00-{TRACE}-{SPAN}-01".encode()


class Observed:
    """A front whose screen tells what it measured; the frame is written 180 ms after the claim was accepted."""

    def __init__(self, opened: Front) -> None:
        self.spans, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        processor = SimpleSpanProcessor(exporting_to(self.spans))
        telemetry = build("expenses", "test", span_processor=processor, reader=self.reader)
        screen = Screen(telemetry, FixedClock(NOW + timedelta(milliseconds=180)))
        opened.app.state.parts = replace(opened.app.state.parts, screen=screen)

    def counts(self) -> dict[float, int]:
        """How many frames by the upper bound of their bucket; only buckets that hold some."""
        found: Any = (
            json.loads(read.to_json()) if (read := self.reader.get_metrics_data()) else {"resource_metrics": []}
        )
        points = [
            point
            for resource in found["resource_metrics"]
            for scope in resource["scope_metrics"]
            for metric in scope["metrics"]
            if metric["name"] == NAME
            for point in metric["data"]["data_points"]
        ]
        assert all(tuple(point["explicit_bounds"]) == SECONDS and not point["attributes"] for point in points)
        bounds = (*SECONDS, float("inf"))
        return {b: n for p in points for b, n in zip(bounds, p["bucket_counts"], strict=True) if n}


async def test_a_live_receipt_ends_its_trace_and_is_counted_in_its_bucket() -> None:
    async with front() as opened, opened.served() as base:
        seen = Observed(opened)
        opened.world.trace = TRACED
        async with stream(opened, base) as events:
            await events.until("caught-up")
            opened.world.issue(settled(CAMILLE, "F1", NOW))
            shown = await events.until("receipt")
            opened.world.issue(settled(CAMILLE, "F2", NOW))
            await events.until("receipt")
            (span, *_) = seen.spans.get_finished_spans()
        assert span.name == "care to screen"
        assert span.context is not None
        assert span.parent is not None
        assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, SPAN)
        assert seen.counts()[0.25] >= 1
        assert CAMILLE.hex() not in span.to_json() + json.dumps(list(seen.counts()))
        assert TRACE not in shown["data"], "the page has no use for it"


async def test_what_a_resume_brings_measures_nothing() -> None:
    async with front() as opened, opened.served() as base:
        seen = Observed(opened)
        async with opened.client(CAMILLE, base=base) as client:
            cursor = (await client.get("/v1/receipts")).json()["resumeCursor"]
        opened.world.issue(settled(CAMILLE, "F1", NOW))
        async with stream(opened, base, after=cursor) as events:
            await events.until("receipt")
            await events.until("caught-up")
        assert seen.counts() == {}
        assert seen.spans.get_finished_spans() == ()
