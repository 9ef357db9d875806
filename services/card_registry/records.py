"""Steps in the life of a card as records: the event, its headers, and how an outbox row holds it until it is sent."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from chassis.outbox import encode_headers
from chassis.telemetry import inject_headers
from contracts.access import AccessRow
from contracts.envelope import Headers, cloud_event
from contracts.topics import ACCESS, CARD
from vitale.card.v1.card_pb2 import CardEvent

SOURCE: Final = "card_registry"
TOPIC_CARD: Final = CARD.name
TOPIC_ACCESS: Final = ACCESS.name
_REVISION_BYTES: Final = 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """A row for the outbox, its headers encoded."""

    topic: str
    partition: int
    key: bytes
    headers: bytes
    value_ref: bytes


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(at_us: int) -> datetime:
    """The moment of microseconds since 1970 UTC; OverflowError far out of the calendar."""
    return _EPOCH + timedelta(microseconds=at_us)


def body_of(event: CardEvent) -> bytes:
    """An event without its revision, which the database gives when the row is written."""
    return event.SerializeToString()


def reference(revision: int, body: bytes) -> bytes:
    """How the outbox holds an event of a card; the statement that draws the revision writes the same."""
    return revision.to_bytes(_REVISION_BYTES) + body


def event_of(value_ref: bytes) -> CardEvent:
    """The event of an outbox row, with its revision."""
    event = CardEvent.FromString(value_ref[_REVISION_BYTES:])
    event.revision = int.from_bytes(value_ref[:_REVISION_BYTES])
    return event


def card_headers(event: CardEvent, trace: Headers) -> Headers:
    """Headers of an event of a card."""
    return cloud_event(
        event_type=CardEvent.DESCRIPTOR.full_name,
        source=SOURCE,
        event_id=f"{event.card_serial.hex()}-{event.revision}",
        subject=event.subject_id.hex(),
        extra=(("ce_time", moment(event.at_us).isoformat().encode()), *trace),
    )


def trace() -> bytes:
    """The trace of the present call, as the outbox holds it."""
    return encode_headers(inject_headers())


def encoded(row: AccessRow) -> Row:
    """An access as a row of the outbox, the trace of the present call added."""
    return Row(row.topic, row.partition, row.key, encode_headers((*row.headers, *inject_headers())), row.value_ref)
