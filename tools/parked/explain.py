"""Says why a record was set aside and what to do, from the one error table; nothing of its content is shown."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from chassis.errors import ERRORS, ErrorCode, ErrorRow
from chassis.masking import mask
from tools.parked.store import ParkedRecord
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

_SHOWN_HEADERS: Final = frozenset({"ce_type", "ce_source", "ce_id", "traceparent", "redrive-of"})
_OUTCOMES: Final = {
    "receipt_issued": "settled: a receipt was issued",
    "claim_rejected": "rejected",
    "claim_waiting": "waiting for rights or a guarantee table",
    "record_parked": "set aside again",
    "record_applied": "applied",
    "record_ignored": "ignored, it changed nothing",
}


def row_of(reason: str) -> ErrorRow | None:
    """Find a reason in the error table; None for one that this build does not know."""
    return ERRORS[ErrorCode[reason]] if reason in ErrorCode.__members__ else None


def table(records: Sequence[ParkedRecord], now: datetime) -> Iterator[str]:
    """One line a record, under a heading."""
    yield f"{'record':<16}{'topic':<20}{'offset':>10}  {'age':>6}  {'reason':<18}{'detail'}"
    for record in records:
        state = f"  re-driven as {record.resolved_seq}" if record.resolved_seq is not None else ""
        yield (
            f"{record.name:<16}{record.topic:<20}{record.offset:>10}  {_age(record, now):>6}  "
            f"{record.reason:<18}{mask(record.detail)}{state}"
        )


def details(record: ParkedRecord, event: LedgerEvent, now: datetime) -> Iterator[str]:
    """Everything an engineer may know of one record."""
    yield f"record     {record.name}"
    yield f"came as    {record.topic}, partition {record.partition}, offset {record.offset}, {_age(record, now)} ago"
    yield f"reason     {record.reason}: {_title(record.reason)}"
    if record.detail or record.stack_class:
        yield f"detail     {mask(record.detail)} {mask(record.stack_class)}".rstrip()
    if event.record_parked.issuer:
        yield f"claim      invoice {mask(event.record_parked.claim_id)} of practice {mask(event.record_parked.issuer)}"
    yield f"bytes      key {len(record.key)}, value {len(record.value)}"
    for name, value in record.headers:
        yield f"header     {name}{'' if name not in _SHOWN_HEADERS else ' = ' + mask(value.decode(errors='replace'))}"
    yield from _advice(record)


def outcome(event: LedgerEvent) -> str:
    """What a re-driven record became, in one line."""
    kind = event.WhichOneof("outcome") or "record_ignored"
    said = _OUTCOMES[kind]
    if kind == "record_parked":
        return f"{said}: {event.record_parked.reason} {mask(event.record_parked.detail)}".rstrip()
    code = {"claim_rejected": event.claim_rejected.code, "record_ignored": event.record_ignored.reason}.get(kind, "")
    return f"{said} ({code})" if code else said


def _title(reason: str) -> str:
    row = row_of(reason)
    return row.title if row else "not in the error table of this build"


def _advice(record: ParkedRecord) -> Iterator[str]:
    row = row_of(record.reason)
    if row is not None:
        yield f"engineer   {row.engineer}"
        yield f"counter    {row.counter_en}"
    if record.resolved_seq is None:
        yield f"then       python -m tools.parked redrive {record.name}"
    else:
        yield f"re-driven  as entry {record.resolved_seq}"


def _age(record: ParkedRecord, now: datetime) -> str:
    seconds = max(0, int((now - record.written_at).total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
