"""From a record of vitale.receipt.v1 to what it says of a claim of ours, and to its place in the ledger. Pure."""

from typing import Final, NamedTuple

from google.protobuf.message import DecodeError

from chassis.errors import ErrorCode
from chassis.records import InRecord
from contracts.codec import receipt_id_of
from contracts.envelope import POSITION, EnvelopeError, header, open_value
from contracts.topics import CLAIM
from teletransmission.outcomes.outcome import Amounts, Outcome, Place, State, Told
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, LedgerPosition, ReceiptIssued, RecordParked, SettlementRecorded

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
            return Change(rejected.receipt_id, Outcome(told, place))
        case "claim_waiting":
            waiting = event.claim_waiting
            needs = "rights_revision" if waiting.rights_revision else "guarantees"
            return Change(waiting.receipt_id, Outcome(Told(State.WAITING, detail=needs, at_us=at_us), place))
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
    # A claim has at least one line, so a receipt without any is one whose amounts were all reversed.
    state = State.ADJUDICATED if receipt.lines else State.CANCELLED
    return Change(receipt.receipt_id, Outcome(Told(state, at_us=at_us), place, amounts, place))


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
    return Change(receipt_id_of(parked.issuer, parked.claim_id), Outcome(told, place))
