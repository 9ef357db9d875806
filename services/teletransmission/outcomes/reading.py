"""From a record of vitale.receipt.v1 to what it says of a claim of ours, and to its place in the ledger. Pure."""

from typing import Final, NamedTuple

from google.protobuf.message import DecodeError

from chassis.errors import ErrorCode
from chassis.records import InRecord
from contracts.codec import receipt_id_of
from contracts.envelope import POSITION, EnvelopeError, header, open_value
from contracts.topics import CLAIM
from teletransmission.outcomes.outcome import Amounts, Later, Outcome, Place, State, Told
from vitale.receipt.v1.receipt_pb2 import (
    ClaimWaiting,
    LedgerEvent,
    LedgerPosition,
    ReceiptIssued,
    RecordParked,
    SettlementRecorded,
)
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO

_SILENT: Final = frozenset({b"vitale.receipt.v1.RecordApplied", b"vitale.receipt.v1.RecordIgnored"})
"""Types of records that say nothing of a claim: most of them are not decoded."""


class Unreadable(ValueError):  # noqa: N818 - a finding that is told and left behind
    """A record that is no entry of a ledger."""


class Link(NamedTuple):
    """An entry in the chain of its generation: what a gap shows by."""

    place: Place
    prev_seq: int


class Change(NamedTuple):
    """What an entry says of one claim (receipt: 16 bytes)."""

    receipt_id: bytes
    outcome: Outcome


def link_of(record: InRecord) -> Link:
    """Where the entry stands.

    Raises:
        Unreadable: the record carries no place in a ledger.
    """
    found = header(record.headers, POSITION)
    try:
        position = LedgerPosition.FromString(found or b"")
    except DecodeError:
        raise Unreadable from None
    if not position.generation or not position.seq:
        raise Unreadable
    return Link(Place(position.generation, position.seq), position.prev_seq)


def change_of(record: InRecord, place: Place) -> Change | None:
    """What the entry says of a claim; None for entries about something else, and for outcomes not known here.

    Raises:
        Unreadable: the value is no LedgerEvent.
    """
    if header(record.headers, "ce_type") in _SILENT:
        return None
    try:
        event = LedgerEvent.FromString(open_value(record.value))
    except (EnvelopeError, DecodeError):
        raise Unreadable from None
    return _told(event, place, record.timestamp_ms * 1_000)


def _told(event: LedgerEvent, place: Place, at_us: int) -> Change | None:
    match event.WhichOneof("outcome"):
        case "receipt_issued":
            return _settled(event.receipt_issued, place, at_us)
        case "claim_rejected":
            rejected = event.claim_rejected
            told = Told(State.REJECTED, code=rejected.code, at_us=at_us)
            return Change(rejected.receipt_id, _open(told, place, rejected.claim_version))
        case "claim_waiting":
            waiting = event.claim_waiting
            told = Told(State.WAITING, detail=_needs(waiting), at_us=at_us)
            return Change(waiting.receipt_id, _open(told, place, waiting.claim_version))
        case "record_parked":
            return _parked(event.record_parked, place, at_us)
        case "settlement_recorded":
            return _paid(event.settlement_recorded, place, at_us)
        case _:
            return None


def _settled(receipt: ReceiptIssued, place: Place, at_us: int) -> Change:
    amounts = Amounts(
        revision=receipt.revision,
        claim_version=receipt.claim_version,
        price_cents=receipt.price_cents,
        amo_cents=receipt.amo_paid_cents,
        local_scheme_cents=receipt.local_scheme_cents,
        amc_cents=receipt.amc_cents,
        patient_cents=receipt.patient_cents,
    )
    return Change(receipt.receipt_id, Outcome(_standing(receipt, at_us), place, amounts, place))


def _standing(receipt: ReceiptIssued, at_us: int) -> Told:
    """Where a claim with this receipt stands; what was paid before stays told, with what is owed back."""
    detail = ""
    if any(balance.paid_cents for balance in receipt.balances):
        amo = sum(one.owed_back_cents for one in receipt.balances if one.payer.kind == PAYER_KIND_AMO)
        amc = sum(one.owed_back_cents for one in receipt.balances) - amo
        detail = f"owed_back_amo_cents={amo} owed_back_amc_cents={amc}"
    # A claim has at least one line, so a receipt without any is one whose amounts were all reversed.
    if receipt.cancelled or not receipt.lines:
        return Told(State.CANCELLED, detail=detail, at_us=at_us)
    return Told(State.PAID if detail else State.ADJUDICATED, detail=detail, at_us=at_us)


def _open(told: Told, place: Place, version: int) -> Outcome:
    """What is told of a version that was not settled; a ledger that named none had only first versions."""
    if version <= 1:
        return Outcome(told, place)
    return Outcome(told, place, later=Later(version, told), later_at=place)


def _needs(waiting: ClaimWaiting) -> str:
    if waiting.needs_version:
        return "needs_version"
    return "rights_revision" if waiting.rights_revision else "guarantees"


def _paid(recorded: SettlementRecorded, place: Place, at_us: int) -> Change:
    """What a payer did: paid, with the sums paid so far, or refused. The amounts stay those of the newest receipt."""
    if recorded.settlement.HasField("rejected"):
        told = Told(State.ADJUDICATED, code=ErrorCode.REJECTED_BY_PAYER.value, detail="settlement", at_us=at_us)
    else:
        sums = f"amo_cents={recorded.settled_amo_cents} amc_cents={recorded.settled_amc_cents}"
        told = Told(State.PAID, detail=sums, at_us=at_us)
    return Change(recorded.receipt_id, Outcome(told, place))


def _parked(parked: RecordParked, place: Place, at_us: int) -> Change | None:
    if parked.topic != CLAIM.name or not parked.claim_id:
        return None  # not about a claim, or a record of which nothing could be read
    told = Told(State.PARKED, code=parked.reason, detail=parked.detail, at_us=at_us)
    return Change(receipt_id_of(parked.issuer, parked.claim_id), _open(told, place, parked.claim_version))
