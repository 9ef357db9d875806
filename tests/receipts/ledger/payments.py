"""Builders of settlements: what a payer states about a receipt."""

import hashlib
from typing import Final

from contracts.codec import receipt_id_of
from tests.receipts.ledger.log import CAMILLE
from vitale.settlement.v1.settlement_pb2 import (
    PAID_TO_INSURED,
    PAID_TO_PROFESSIONAL,
    PAYER_KIND_AMC,
    PAYER_KIND_AMO,
    Payer,
    Payment,
    Rejection,
    Settlement,
)

AMO: Final = Payer(kind=PAYER_KIND_AMO, number="01")
AMC: Final = Payer(kind=PAYER_KIND_AMC, number="75500017")
ISSUER: Final = "750100001"
DAY: Final = "2025-03-10"


def a_payment(
    claim_id: str = "F1",
    cents: int = 1900,
    *,
    payer: Payer = AMO,
    reference: str = "VIR-1",
    to_professional: bool = False,
    claim_version: int = 0,
    subject_id: bytes = CAMILLE,
) -> Settlement:
    """Money for a receipt."""
    to = PAID_TO_PROFESSIONAL if to_professional else PAID_TO_INSURED
    return _settlement(
        claim_id,
        payer,
        reference,
        subject_id=subject_id,
        claim_version=claim_version,
        paid=Payment(to=to, amount_cents=cents),
    )


def a_refusal(claim_id: str = "F1", *, payer: Payer = AMC, reference: str = "REJ-1", code: str = "R07") -> Settlement:
    """A payer refuses."""
    return _settlement(claim_id, payer, reference, rejected=Rejection(code=code, words="Contrat clos"))


def _settlement(
    claim_id: str,
    payer: Payer,
    reference: str,
    *,
    subject_id: bytes = CAMILLE,
    claim_version: int = 0,
    paid: Payment | None = None,
    rejected: Rejection | None = None,
) -> Settlement:
    return Settlement(
        receipt_id=receipt_id_of(ISSUER, claim_id),
        issuer=ISSUER,
        claim_id=claim_id,
        subject_id=subject_id,
        payer=payer,
        reference=reference,
        claim_version=claim_version,
        day=DAY,
        paid=paid,
        rejected=rejected,
        content_hash=hashlib.sha256(repr((claim_id, reference, paid, rejected)).encode()).digest(),
        accepted_at_us=1_741_600_000_000_000,
    )
