"""What a span may say: an allow-list applied when attributes are set and again when spans leave, so it fails closed."""

from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, SpanContext, Status
from opentelemetry.util.types import AttributeValue

from chassis.masking import mask

Attribute = str | bool | int | float

# A new name is argued for here: no person, no key of a record, no address with a query, no statement's parameter.
ALLOWED: Final = frozenset(
    {
        "rpc.system", "rpc.service", "rpc.method", "rpc.status", "error.code", "error.type", "exception.type",
        "messaging.system", "messaging.destination.name", "messaging.destination.partition.id",
        "messaging.batch.message_count", "messaging.operation.name",
        "db.system.name", "db.operation.name", "http.request.method", "http.route", "http.response.status_code",
        "vitale.role", "vitale.records", "vitale.partitions", "vitale.generation", "vitale.rules.version",
        "vitale.support.id", "vitale.outcome",
    }
)  # fmt: skip


def allowed(attributes: Mapping[str, object] | None) -> dict[str, AttributeValue]:
    """Keep the attributes on the list, with their texts masked; anything not plain is dropped."""
    return {
        key: mask(value) if isinstance(value, str) else value
        for key, value in (attributes or {}).items()
        if key in ALLOWED and isinstance(value, str | bool | int | float)
    }


class AllowListExporter(SpanExporter):
    """Sends spans on with only what the allow-list permits, whoever made them."""

    def __init__(self, inner: SpanExporter) -> None:
        """Take the exporter that sends."""
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Clean the spans, then send them."""
        return self._inner.export([_cleaned(span) for span in spans])

    def shutdown(self) -> None:
        """Stop the inner exporter."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush the inner exporter; milliseconds."""
        return self._inner.force_flush(timeout_millis)


def _cleaned(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=mask(span.name),
        context=_bare(span.context),
        parent=span.parent,
        resource=span.resource,
        attributes=allowed(span.attributes),
        events=[Event(mask(event.name), allowed(event.attributes), event.timestamp) for event in span.events],
        links=[Link(_bare(link.context), allowed(link.attributes)) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),  # its description quotes the exception
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _bare(context: SpanContext) -> SpanContext:
    """The ids and flags of a context; its state is whatever a stranger wrote into the head of a request."""
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)
