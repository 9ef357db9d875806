"""Acknowledgements of settlements, with identifiers that are the same for the same content."""

import hashlib
from collections.abc import Sequence
from typing import Final

from teletransmission.settlements import faults
from teletransmission.settlements.drafts import SettlementDraft
from teletransmission.settlements.store import KeptSettlement
from vitale.settlement.v1.settlement_pb2 import Payer
from vitale.settlement.v1.settlement_service_pb2 import (
    SettlementAcknowledgement,
    SettlementViolation,
    StatedSettlement,
)

_ID_BYTES: Final = 12


def accepted(stated: StatedSettlement, draft: SettlementDraft, kept: KeptSettlement) -> SettlementAcknowledgement:
    """Of a kept settlement; the same however often it is asked for."""
    return SettlementAcknowledgement(
        reference=stated.reference,
        outcome=SettlementAcknowledgement.OUTCOME_ACCEPTED,
        acknowledgement_id=_identifier(b"accepted", draft.settlement_id, kept.content_hash),
        receipt_id=draft.receipt_id,
        accepted_at_us=kept.accepted_at_us,
    )


def conflict(stated: StatedSettlement, draft: SettlementDraft) -> SettlementAcknowledgement:
    """Of other content under a reference that is taken on this receipt."""
    return SettlementAcknowledgement(
        reference=stated.reference,
        outcome=SettlementAcknowledgement.OUTCOME_CONFLICT,
        acknowledgement_id=_identifier(b"conflict", draft.settlement_id, draft.content_hash),
        violations=[faults.CONFLICT.at("reference")],
    )


def rejected(
    stated: StatedSettlement, payer: Payer, violations: Sequence[SettlementViolation]
) -> SettlementAcknowledgement:
    """Of a settlement that was not kept."""
    codes = "".join(violation.field + violation.code for violation in violations)
    content = stated.SerializeToString(deterministic=True)
    named = f"{payer.kind}:{payer.number}"
    return SettlementAcknowledgement(
        reference=stated.reference,
        outcome=SettlementAcknowledgement.OUTCOME_REJECTED,
        acknowledgement_id=_identifier(b"rejected", named.encode(), content, codes.encode()),
        violations=violations,
    )


def _identifier(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=_ID_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.hexdigest()
