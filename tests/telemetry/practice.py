"""The software of a practice that traces its own calls: it sends its spans to the collector by gRPC."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, format_trace_id

from chassis.telemetry import Telemetry, build, inject_metadata
from tests.telemetry.hops import NAME, SPAN, arrived
from tests.telemetry.house import House
from tests.telemetry.people import CARD, MOTHER
from tools.simulators.doors import Badge, Metadata
from tools.simulators.population.cover import PARIS
from tools.simulators.practice.practices import practices
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmitClaimsRequest, SubmittedClaim
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey


class ByGrpc(SpanExporter):
    """Sends spans to a collector by gRPC, as many a vendor's software does."""

    def __init__(self, target: str) -> None:
        """Take host:port."""
        self._channel = grpc.insecure_channel(target)
        self._stub = TraceServiceStub(self._channel)  # type: ignore[no-untyped-call]  # generated without types

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See SpanExporter."""
        self._stub.Export(encode_spans(spans))
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """See SpanExporter."""
        self._channel.close()


@dataclass(slots=True)
class Practice:
    """One practice with its badge."""

    house: House
    telemetry: Telemetry
    badge: Badge

    def claim(self, claim_id: str, *, act: str = "G", price_cents: int = 3_000) -> SubmittedClaim:
        """Care of today for the mother, who shows no card."""
        key = BeneficiaryKey(
            opener_nir=CARD.opener_nir.reveal(), birth_date=MOTHER.birth_date.isoformat(), birth_rank=1
        )
        return SubmittedClaim(
            claim_id=claim_id,
            key=key,
            care_date=self.house.stage.clock.today(PARIS).isoformat(),
            pathway=PATHWAY_IN,
            lines=[ClaimLine(line_no=1, act_code=act, quantity=1, price_cents=price_cents)],
        )

    async def traced(self, claim: SubmittedClaim) -> tuple[str, Acknowledgement]:
        """Bill inside a span of its own: the trace id in hex, and the answer."""
        with self.telemetry.span(SPAN, kind=SpanKind.CLIENT) as span:
            return format_trace_id(span.get_span_context().trace_id), await self.bill(claim, inject_metadata())

    async def seen_through(self, claim_id: str) -> tuple[str, bytes]:
        """Bill a traced claim and wait for every hop of it: the trace, and the receipt.

        What each process had to tell before is there by then too, since it tells in order.
        """
        trace, answer = await self.traced(self.claim(claim_id))
        assert answer.outcome == Acknowledgement.OUTCOME_ACCEPTED
        await self.seen(trace, answer.receipt_id)
        return trace, answer.receipt_id

    async def seen(self, trace: str, receipt_id: bytes) -> None:
        """Wait for the receipt of a traced claim, and for every hop to it."""
        await self.house.watcher.receipt(receipt_id.hex(), timeout_s=20)
        collector = self.house.collector
        await asyncio.to_thread(collector.wait, lambda: arrived(collector.hops(), trace), f"all hops of {trace}")

    async def bill(self, claim: SubmittedClaim, more: Metadata = ()) -> Acknowledgement:
        """Bill with `more` metadata."""
        stub = ClaimServiceStub(self.house.stage.doors["teletransmission"])
        metadata = (*self.badge.metadata(), *more)
        answer = await stub.SubmitClaims(SubmitClaimsRequest(claims=[claim]), metadata=metadata)
        return answer.acknowledgements[0]


@asynccontextmanager
async def practising(house: House) -> AsyncIterator[Practice]:
    """A practice while the block runs."""
    processor = SimpleSpanProcessor(ByGrpc(house.collector.grpc))
    telemetry = build(NAME, "test", span_processor=processor, reader=InMemoryMetricReader())
    one = practices()[0]
    badge = Badge(house.stage.signer, house.stage.clock, subject="one", role="practice", attributes=one.attributes)
    try:
        yield Practice(house, telemetry, badge)
    finally:
        telemetry.stop()
