"""From a checked settlement and the claim behind it to the settlement that goes into the log; pure."""

import hashlib
from dataclasses import dataclass
from typing import Final

from contracts.codec import receipt_id_of
from contracts.envelope import Headers, cloud_event
from contracts.topics import SETTLEMENT
from vitale.settlement.v1.settlement_pb2 import Payer, Settlement
from vitale.settlement.v1.settlement_service_pb2 import StatedSettlement

TOPIC: Final = SETTLEMENT.name
_EVENT_TYPE: Final = Settlement.DESCRIPTOR.full_name
_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class ClaimBehind:
    """The claim of a receipt as intake holds it: where its records go, and how it is named."""

    home_id: bytes
    partition: int
    subject_id: bytes
    issuer: str
    claim_id: str
    version: int


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """A settlement ready to be kept. `message` is the serialised Settlement, `content_hash` 32 bytes."""

    settlement_id: bytes
    content_hash: bytes
    accepted_at_us: int
    receipt_id: bytes
    home_id: bytes
    partition: int
    subject_id: bytes
    message: bytes


def receipt_named(stated: StatedSettlement) -> bytes:
    """The receipt that a checked settlement names, 16 bytes."""
    if stated.WhichOneof("of") == "claim":
        return receipt_id_of(stated.claim.issuer, stated.claim.claim_id)
    return stated.receipt_id


def draft_settlement(
    stated: StatedSettlement, behind: ClaimBehind, payer: Payer, *, accepted_at_us: int
) -> SettlementDraft:
    """The settlement to keep; its hash covers what the payer stated, whichever way it named the receipt."""
    receipt_id = receipt_named(stated)
    settlement = Settlement(
        receipt_id=receipt_id,
        issuer=behind.issuer,
        claim_id=behind.claim_id,
        subject_id=behind.subject_id,
        payer=payer,
        reference=stated.reference,
        claim_version=stated.claim_version,
        day=stated.day,
        paid=stated.paid if stated.HasField("paid") else None,
        rejected=stated.rejected if stated.HasField("rejected") else None,
    )
    content_hash = hashlib.sha256(settlement.SerializeToString(deterministic=True)).digest()
    settlement.content_hash, settlement.accepted_at_us = content_hash, accepted_at_us
    return SettlementDraft(
        settlement_id=settlement_id_of(receipt_id, payer, stated.reference),
        content_hash=content_hash,
        accepted_at_us=accepted_at_us,
        receipt_id=receipt_id,
        home_id=behind.home_id,
        partition=behind.partition,
        subject_id=behind.subject_id,
        message=settlement.SerializeToString(),
    )


def settlement_id_of(receipt_id: bytes, payer: Payer, reference: str) -> bytes:
    """What makes a settlement unique, as 16 bytes."""
    named = f"{payer.kind}:{payer.number}:{reference}"
    return hashlib.blake2b(receipt_id + named.encode(), digest_size=_ID_BYTES).digest()


def headers(draft: SettlementDraft, trace: Headers = ()) -> Headers:
    """The headers of a kept settlement, with the trace context of the call."""
    return cloud_event(
        event_type=_EVENT_TYPE,
        source="teletransmission",
        event_id=draft.settlement_id.hex(),
        subject=draft.subject_id.hex(),
        extra=trace,
    )
