"""From entries to records of the receipt topic and of the dead letters."""

from collections.abc import Iterable

from chassis.kafka import OutRecord
from contracts.envelope import POSITION, TRACEPARENT, cloud_event
from contracts.topics import RECEIPT
from receipts.ledger.entry import FIRST_INPUTS, INPUT_NAMES, ISSUED, NO_HOME, SETTLED, Entry, unpack_vector
from vitale.receipt.v1.receipt_pb2 import LedgerPosition, TopicOffset

AUDIENCE = "audience"
_TYPES = {
    number: f"vitale.receipt.v1.{name}"
    for number, name in enumerate(
        (
            "ReceiptIssued",
            "ClaimRejected",
            "ClaimWaiting",
            "RecordParked",
            "RecordApplied",
            "RecordIgnored",
            "SettlementRecorded",
        ),
        start=1,
    )
}
_SOURCE = "receipts"


def _blank(count: int) -> tuple[LedgerPosition, list[TopicOffset]]:
    place = LedgerPosition(vector=[TopicOffset(topic=name) for name in INPUT_NAMES[:count]])
    return place, list(place.vector)


_places = {count: _blank(count) for count in (FIRST_INPUTS, len(INPUT_NAMES))}
"""One message, with its slots, filled anew for each entry: making it costs more than the rest of a record, and reaching
for its slots half of it. By inputs of the vector."""


def position(generation: int, entry: Entry) -> bytes:
    """Header that tells where the entry stands in the ledger."""
    offsets = unpack_vector(entry.vector)
    place, slots = _places[len(offsets)]
    place.generation = generation
    place.partition = entry.partition
    place.seq = entry.seq
    place.prev_seq = entry.seq - 1
    for slot, offset in zip(slots, offsets, strict=True):
        slot.next_offset = offset
    return place.SerializeToString(deterministic=True)


def receipt_record(generation: int, entry: Entry) -> OutRecord:
    """The record of one entry: its payload as stored, its place in a header."""
    extra = [(POSITION, position(generation, entry))]
    if entry.kind in {ISSUED, SETTLED}:
        extra.append((AUDIENCE, str(entry.audience).encode()))
    if entry.traceparent:
        extra.append((TRACEPARENT, entry.traceparent))
    headers = cloud_event(
        event_type=_TYPES[entry.kind],
        source=_SOURCE,
        event_id=f"{generation}-{entry.partition}-{entry.seq}",
        subject=entry.subject_id.hex() if entry.subject_id else "",
        extra=extra,
    )
    return OutRecord(RECEIPT.name, entry.partition, entry.home_id or NO_HOME, entry.payload, headers)


def dead_letter_record(generation: int, entry: Entry) -> OutRecord | None:
    """The raw record for operators, with why; None for an entry that was not set aside."""
    letter = entry.dead_letter
    if letter is None:
        return None
    why = (
        ("dlq-reason", letter.reason.encode()),
        ("dlq-detail", letter.detail.encode()),
        ("dlq-stack-class", letter.stack_class.encode()),
        ("dlq-topic", letter.topic.encode()),
        ("dlq-partition", str(entry.partition).encode()),
        ("dlq-offset", str(letter.offset).encode()),
        ("dlq-timestamp-ms", str(letter.timestamp_ms).encode()),
        ("dlq-entry", f"{generation}-{entry.partition}-{entry.seq}".encode()),
    )
    return OutRecord(f"{letter.topic}.dlq", 0, letter.key or b"", letter.value or b"", (*letter.headers, *why))


def records_of(generation: int, entries: Iterable[Entry]) -> list[OutRecord]:
    """Everything that a flush publishes, in order of seq for each partition."""
    out = []
    for entry in entries:
        out.append(receipt_record(generation, entry))
        dead = dead_letter_record(generation, entry)
        if dead is not None:
            out.append(dead)
    return out
