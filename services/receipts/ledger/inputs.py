"""What the ledger consumes: raw records of the log, decoded so that nothing raises past this module."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from google.protobuf.message import DecodeError

from contracts.codec import day_of, receipt_id_of
from contracts.envelope import REDRIVE_OF, TRACEPARENT, EnvelopeError, header, open_value
from contracts.topics import CLAIM, CONTROL, RIGHTS, SETTLEMENT
from receipts.ledger.settlement_fields import wrong_field
from vitale.claim.v1.claim_pb2 import Claim
from vitale.control.v1.control_pb2 import ControlRecord, Reassess
from vitale.rights.v1.rights_pb2 import BeneficiaryRights
from vitale.settlement.v1.settlement_pb2 import Settlement

ID_BYTES = 16
HASH_BYTES = 32
REASSESSED_AT_MOST = 500
_MARK = re.compile(rb"(\d{1,9})-(\d{1,9})-(\d{1,18})")
_REASON = re.compile(r"[A-Z0-9_]{1,40}")


class FieldError(ValueError):
    """A field that the ledger cannot do without is missing or malformed; the message is its name, never its value."""


class Record(Protocol):
    """One record of the log as a Kafka client hands it over."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True)
class ClaimInput:
    """A claim to settle. `source` is None when it was taken from those that wait."""

    claim: Claim
    receipt_id: bytes
    home_id: bytes
    year: int
    source: Record | None
    source_offset: int
    traceparent: bytes | None = None


@dataclass(frozen=True, slots=True)
class RightsInput:
    """A beneficiary's new state."""

    rights: BeneficiaryRights
    body: bytes
    home_id: bytes
    source: Record


@dataclass(frozen=True, slots=True)
class ControlInput:
    """A decision about the partition; `reassessed`: claims of the receipts that it settles again."""

    control: ControlRecord
    source: Record
    reassessed: tuple[ClaimInput, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementInput:
    """What a payer did about a receipt."""

    settlement: Settlement
    home_id: bytes
    source: Record


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that cannot be taken; `detail` names a field or a class of error, never a value."""

    source: Record
    reason: str
    detail: str
    stack_class: str = ""


Input = ClaimInput | RightsInput | ControlInput | SettlementInput | Poison


def claim_input(
    body: bytes | Claim,
    home_id: bytes,
    *,
    source: Record | None,
    source_offset: int,
    traceparent: bytes | None = None,
) -> ClaimInput:
    """A claim ready to settle, in the trace of its record, or in `traceparent` when it has none.

    Raises:
        DecodeError: the bytes are not a claim.
        FieldError: a field the ledger cannot do without is missing; the message is the name of the field.
    """
    claim = body if isinstance(body, Claim) else Claim.FromString(body)
    if len(claim.subject_id) != ID_BYTES or len(claim.opener_subject_id) != ID_BYTES:
        raise FieldError("subject_id")
    if not claim.claim_id or not claim.performer.practice_id:
        raise FieldError("claim_id")
    if len(claim.content_hash) != HASH_BYTES:
        raise FieldError("content_hash")
    try:
        year = date.fromisoformat(claim.care_date).year
    except ValueError:
        raise FieldError("care_date") from None
    if source is not None and source.headers:
        traceparent = header(source.headers, TRACEPARENT)
    receipt_id = receipt_id_of(claim.performer.practice_id, claim.claim_id)
    return ClaimInput(claim, receipt_id, home_id, year, source, source_offset, traceparent)


def _rights_input(body: bytes, record: Record, home_id: bytes) -> RightsInput:
    rights = BeneficiaryRights.FromString(body)
    if len(rights.subject_id) != ID_BYTES:
        raise FieldError("subject_id")
    if not rights.revision:
        raise FieldError("revision")
    try:
        day_of(rights.birth_date)
    except ValueError:
        raise FieldError("birth_date") from None
    for coverage in rights.coverages:
        if len(coverage.opener_subject_id) != ID_BYTES:
            raise FieldError("coverages.opener_subject_id")
        _check_days(coverage.membership.first_day, coverage.membership.last_day)
    return RightsInput(rights, body, home_id, record)


def _check_days(first: str, last: str) -> None:
    try:
        date.fromisoformat(first)
        if last:
            date.fromisoformat(last)
    except ValueError:
        raise FieldError("coverages.membership") from None


def _control_input(body: bytes, record: Record) -> ControlInput:
    control = ControlRecord.FromString(body)
    if control.WhichOneof("decision") is None:
        raise FieldError("decision")
    return ControlInput(control, record, _reassessed(control.reassess) if control.HasField("reassess") else ())


def _reassessed(decision: Reassess) -> tuple[ClaimInput, ...]:
    if not _REASON.fullmatch(decision.reason):
        raise FieldError("reassess.reason")
    if not 0 < len(decision.receipts) <= REASSESSED_AT_MOST:
        raise FieldError("reassess.receipts")
    if any(len(named.home_id) != ID_BYTES for named in decision.receipts):
        raise FieldError("reassess.receipts.home_id")
    claims = [claim_input(n.claim_bytes, n.home_id, source=None, source_offset=0) for n in decision.receipts]
    if len({claim.receipt_id for claim in claims}) < len(claims):
        raise FieldError("reassess.receipts")
    return tuple(claims)


def _settlement_input(body: bytes, record: Record, home_id: bytes) -> SettlementInput:
    settlement = Settlement.FromString(body)
    wrong = wrong_field(settlement)
    if wrong is not None:
        raise FieldError(wrong)
    return SettlementInput(settlement, home_id, record)


def decode(record: Record) -> Input:
    """The input that a record holds, or the poison that it is. Never raises."""
    try:
        return _decoded(record, open_value(record.value))
    except (EnvelopeError, DecodeError) as error:
        return Poison(record, "UNDECODABLE", "value", type(error).__name__)
    except FieldError as error:
        return Poison(record, "UNDECODABLE", str(error), type(error).__name__)


def _decoded(record: Record, body: bytes) -> Input:
    if record.topic == CONTROL.name:
        return _control_input(body, record)
    if record.key is None or len(record.key) != ID_BYTES:
        return Poison(record, "WRONG_PARTITION", "key")
    if record.topic == CLAIM.name:
        return claim_input(body, record.key, source=record, source_offset=record.offset)
    if record.topic == RIGHTS.name:
        return _rights_input(body, record, record.key)
    if record.topic == SETTLEMENT.name:
        return _settlement_input(body, record, record.key)
    raise FieldError("topic")


def redrive_of(record: Record) -> tuple[int, int] | None:
    """(generation, seq) of the parked entry that this record re-drives, or None."""
    if not record.headers:
        return None
    mark = header(record.headers, REDRIVE_OF)
    if mark is None:
        return None
    # Digits within what a row can hold: a mark is anybody's bytes, and must never fail the flush that carries it.
    match = _MARK.fullmatch(mark)
    if match is None or int(match[2]) != record.partition:
        return None
    return int(match[1]), int(match[3])
