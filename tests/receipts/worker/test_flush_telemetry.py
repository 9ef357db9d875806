"""A flush says how many records it took, and is linked to the traces of the sampled ones; it shows no person."""

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.telemetry import build, exporting_to
from contracts.envelope import TRACEPARENT, header
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import CAMILLE, HOME, PARTITION, a_claim, some_rights
from tests.receipts.worker.works import ends, working

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]
TRACED = f"00-{7:032x}-{9:016x}-01".encode()
RIGHTS_TRACED = f"00-{8:032x}-{9:016x}-01".encode()


async def test_a_flush_is_linked_to_the_trace_of_a_claim_and_the_receipt_carries_it_on(ledger: Ledger) -> None:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    telemetry = build("receipts", "test", span_processor=SimpleSpanProcessor(exporting_to(spans)), reader=reader)
    await ledger.activated()
    async with working(ledger, telemetry=telemetry) as works:
        await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.rights(some_rights()))
        traced = ledger.log.claim(a_claim("F1"))._replace(headers=((TRACEPARENT, TRACED),))
        works.bring(traced, ledger.log.claim(a_claim("F2")))
        await works.acknowledged(2)
    flush, publication = spans.get_finished_spans()
    assert flush.context is not None
    assert publication.context is not None
    assert publication.parent is not None
    assert flush.parent is None, "it is a part of no claim"
    assert [(link.context.trace_id, link.context.span_id) for link in flush.links] == [(7, 9)]
    assert (publication.context.trace_id, publication.parent.span_id) == (7, 9)
    assert [link.context.span_id for link in publication.links] == [flush.context.span_id]
    onward = f"00-{7:032x}-{publication.context.span_id:016x}-01".encode()
    assert [header(r.headers, TRACEPARENT) for r in works.publisher.records].count(onward) == 1
    measured = reader.get_metrics_data()
    assert measured is not None
    said = measured.to_json() + "".join(span.to_json() for span in spans.get_finished_spans())
    assert "vitale.ledger.flush.records" in said
    assert not any(person.hex() in said for person in (CAMILLE, HOME))


async def test_a_receipt_that_waited_is_published_in_the_trace_of_its_claim_from_a_flush_of_others(
    ledger: Ledger,
) -> None:
    spans = InMemorySpanExporter()
    processor = SimpleSpanProcessor(exporting_to(spans))
    telemetry = build("receipts", "test", span_processor=processor, reader=InMemoryMetricReader(), ratio=0.0)
    await ledger.activated()
    async with working(ledger, telemetry=telemetry) as works:
        await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.claim(a_claim())._replace(headers=((TRACEPARENT, TRACED),)))
        await works.acknowledged(1)
        works.bring(ledger.log.rights(some_rights())._replace(headers=((TRACEPARENT, RIGHTS_TRACED),)))
        await works.acknowledged(2)
    began, ended, publication = spans.get_finished_spans()
    assert began.context is not None
    assert ended.context is not None
    assert publication.context is not None
    assert publication.parent is not None
    assert [[link.context.trace_id for link in flush.links] for flush in (began, ended)] == [[7], [8]]
    assert (publication.context.trace_id, publication.parent.span_id) == (7, 9)
    assert [link.context.span_id for link in publication.links] == [ended.context.span_id]
    onward = f"00-{7:032x}-{publication.context.span_id:016x}-01".encode()
    assert [header(r.headers, TRACEPARENT) for r in works.publisher.records].count(onward) == 1
