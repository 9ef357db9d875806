"""One entry of the ledger: what a record became, as it is stored and published."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.envelope import seal
from contracts.topics import LEDGER_INPUTS
from receipts.ledger.inputs import Record
from vitale.receipt.v1 import receipt_pb2 as pb

INPUT_NAMES = tuple(topic.name for topic in LEDGER_INPUTS)
NO_HOME = bytes(16)

ISSUED, REJECTED, WAITING, PARKED, APPLIED, IGNORED, SETTLED = range(1, 8)
"""Kinds of entry: the field numbers of the outcomes of LedgerEvent."""

_RECEIPT_TAG = bytes([pb.LedgerEvent.RECEIPT_ISSUED_FIELD_NUMBER << 3 | 2])  # length-delimited
_SEVEN_BITS, _MORE = 0x7F, 0x80

_VECTOR = struct.Struct(f">B{len(INPUT_NAMES)}q")
_VECTOR_LAYOUT = 2  # claim, control, rights, settlement; a further input topic takes the next number
FIRST_INPUTS = 3
_FIRST_VECTOR = struct.Struct(
    f">B{FIRST_INPUTS}q"
)  # layout 1: claim, control, rights; stored before settlements were an input


def pack_vector(offsets: Mapping[str, int]) -> bytes:
    """Next offset of every input topic as it is stored."""
    return _VECTOR.pack(_VECTOR_LAYOUT, *[offsets[name] for name in INPUT_NAMES])


def unpack_vector(vector: bytes) -> tuple[int, ...]:
    """Next offset of every topic that was an input at the time, in the order of INPUT_NAMES."""
    layout = _FIRST_VECTOR if len(vector) == _FIRST_VECTOR.size else _VECTOR
    offsets: tuple[int, ...] = layout.unpack(vector)[1:]
    return offsets


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record set aside, as it came, with why."""

    topic: str
    offset: int
    timestamp_ms: int
    reason: str
    detail: str
    stack_class: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


@dataclass(slots=True)
class Entry:
    """A row of `entry`. Amounts in cents; ids are 16 bytes or None.

    `amo_cents` is what AMO pays now, after recoveries. The local scheme's line, the price and the recoveries stand in
    the payload alone, which is where price = AMO + local scheme + AMC + patient is checked.
    """

    kind: int
    payload: bytes
    home_id: bytes | None = None
    subject_id: bytes | None = None
    receipt_id: bytes | None = None
    revision: int = 0
    basis: int = 0
    audience: int = 0
    care_date: date | None = None
    amo_cents: int = 0
    amc_cents: int = 0
    patient_cents: int = 0
    dead_letter: DeadLetter | None = None
    traceparent: bytes | None = None
    partition: int = -1
    seq: int = 0
    vector: bytes = b""


def _sealed(event: pb.LedgerEvent) -> bytes:
    return seal(event.SerializeToString(deterministic=True))


def _sealed_receipt(receipt: pb.ReceiptIssued) -> bytes:
    """As `_sealed(LedgerEvent(receipt_issued=receipt))`, without copying the receipt into the event first."""
    body = receipt.SerializeToString(deterministic=True)
    return seal(_RECEIPT_TAG + _varint(len(body)) + body)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > _SEVEN_BITS:
        out.append(value & _SEVEN_BITS | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)


def issued(
    receipt: pb.ReceiptIssued, home_id: bytes, *, care_date: date, audience: int, traceparent: bytes | None
) -> Entry:
    """The entry of a receipt."""
    return Entry(
        ISSUED,
        _sealed_receipt(receipt),
        home_id,
        receipt.subject_id,
        receipt.receipt_id,
        receipt.revision,
        receipt.basis,
        audience,
        care_date,
        receipt.amo_paid_cents,
        receipt.amc_cents,
        receipt.patient_cents,
        traceparent=traceparent,
    )


def rejected(message: pb.ClaimRejected, home_id: bytes, subject_id: bytes) -> Entry:
    """The entry of a claim refused for good."""
    event = _sealed(pb.LedgerEvent(claim_rejected=message))
    return Entry(REJECTED, event, home_id, subject_id, message.receipt_id)


def waiting(message: pb.ClaimWaiting, home_id: bytes, subject_id: bytes) -> Entry:
    """The entry of a claim that waits."""
    return Entry(WAITING, _sealed(pb.LedgerEvent(claim_waiting=message)), home_id, subject_id, message.receipt_id)


def parked(letter: DeadLetter, *, issuer: str = "", claim_id: str = "", claim_version: int = 0) -> Entry:
    """The entry of a record set aside."""
    message = pb.RecordParked(
        reason=letter.reason,
        detail=letter.detail,
        topic=letter.topic,
        offset=letter.offset,
        issuer=issuer,
        claim_id=claim_id,
        claim_version=claim_version,
    )
    return Entry(PARKED, _sealed(pb.LedgerEvent(record_parked=message)), dead_letter=letter)


def applied(
    topic: str, effect: str, *, home_id: bytes | None = None, subject_id: bytes | None = None, revision: int = 0
) -> Entry:
    """The entry of a record that changed the state."""
    message = pb.RecordApplied(topic=topic, effect=effect, rights_revision=revision)
    return Entry(APPLIED, _sealed(pb.LedgerEvent(record_applied=message)), home_id, subject_id)


def ignored(
    topic: str,
    reason: str,
    *,
    home_id: bytes | None = None,
    subject_id: bytes | None = None,
    receipt_id: bytes | None = None,
) -> Entry:
    """The entry of a record that changed nothing, or of a receipt that stands as it was."""
    message = pb.RecordIgnored(topic=topic, reason=reason, receipt_id=receipt_id or b"")
    return Entry(IGNORED, _sealed(pb.LedgerEvent(record_ignored=message)), home_id, subject_id, receipt_id)


def settled(message: pb.SettlementRecorded, home_id: bytes, *, audience: int) -> Entry:
    """The entry of a settlement that stands on its receipt; amounts stand in the payload alone."""
    return Entry(
        SETTLED,
        _sealed(pb.LedgerEvent(settlement_recorded=message)),
        home_id,
        message.subject_id,
        message.receipt_id,
        message.revision,
        message.basis,
        audience,
    )


def letter_of(source: Record, *, reason: str, detail: str, stack_class: str) -> DeadLetter:
    """A record set aside, byte for byte."""
    return DeadLetter(
        source.topic,
        source.offset,
        source.timestamp,
        reason,
        detail,
        stack_class,
        source.key,
        source.value,
        tuple(source.headers or ()),
    )
