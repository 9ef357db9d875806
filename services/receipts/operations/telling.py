"""Says why a record was set aside, what to do, and what became of it; nothing of its content is shown."""

from datetime import datetime
from typing import Final

from chassis.errors import ERRORS, ErrorCode, ErrorRow
from chassis.masking import mask
from receipts.operations.parked import ParkedRecord
from vitale.operations.v1 import operations_service_pb2 as pb
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

_SHOWN_HEADERS: Final = frozenset({"ce_type", "ce_source", "ce_id", "traceparent", "redrive-of"})
_OUTCOMES: Final = {
    "receipt_issued": "issued",
    "claim_rejected": "rejected",
    "claim_waiting": "waiting",
    "record_parked": "parked",
    "record_applied": "applied",
    "record_ignored": "ignored",
}


def record_of(record: ParkedRecord, now: datetime) -> pb.ParkedRecord:
    """The record for people: why, the field, the fix."""
    row = _row(record.reason)
    return pb.ParkedRecord(
        name=str(record.name),
        partition=record.name.partition,
        topic=record.topic,
        offset=record.offset,
        age_s=max(0.0, (now - record.written_at).total_seconds()),
        reason=record.reason,
        title=row.title if row else "not in the error table of this build",
        field=mask(record.detail),
        fix=row.engineer if row else "",
        counter=[row.counter_fr, row.counter_en] if row else [],
        stack_class=mask(record.stack_class),
        resolved_seq=record.resolved_seq or 0,
    )


def details(record: ParkedRecord, event: LedgerEvent | None, now: datetime) -> pb.GetParkedResponse:
    """Everything an engineer may know of one record; `event` is what the ledger wrote when it set it aside."""
    parked = event.record_parked if event else LedgerEvent().record_parked
    return pb.GetParkedResponse(
        record=record_of(record, now),
        practice_id=mask(parked.issuer),
        claim_id=mask(parked.claim_id),
        key_bytes=len(record.key),
        value_bytes=len(record.value),
        headers=[
            pb.HeaderShown(
                name=mask(name), value=mask(value.decode(errors="replace")) if name in _SHOWN_HEADERS else ""
            )
            for name, value in record.headers
        ],
    )


def became(event: LedgerEvent, moves: int = 0) -> pb.Became:
    """What an entry says that its record became; `moves` counts further entries of the same record."""
    kind = event.WhichOneof("outcome") or "record_ignored"
    reason, field = {
        "claim_rejected": (event.claim_rejected.code, ""),
        "record_parked": (event.record_parked.reason, event.record_parked.detail),
        "record_ignored": (event.record_ignored.reason, ""),
    }.get(kind, ("", ""))
    row = _row(reason)
    told = pb.Became(outcome=_OUTCOMES[kind], reason=reason, field=mask(field), fix=row.engineer if row else "")
    told.moves = moves
    if kind == "receipt_issued":
        _add_amounts(told, event.receipt_issued)
    return told


def _add_amounts(told: pb.Became, receipt: ReceiptIssued) -> None:
    told.price_cents = receipt.price_cents
    told.amo_cents = receipt.amo_paid_cents
    told.local_scheme_cents = receipt.local_scheme_cents
    told.amc_cents = receipt.amc_cents
    told.patient_cents = receipt.patient_cents


def _row(reason: str) -> ErrorRow | None:
    return ERRORS[ErrorCode[reason]] if reason in ErrorCode.__members__ else None
