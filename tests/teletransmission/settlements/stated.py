"""Builders of what payers state."""

from typing import Final

from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, Payment, Rejection
from vitale.settlement.v1.settlement_service_pb2 import ClaimName, StatedSettlement

ISSUER: Final = "750000001"


def paid(cents: int = 1900, *, claim_id: str = "F-1", reference: str = "VIR-2026-03-1") -> StatedSettlement:
    """Money to the insured person, two days after the care."""
    return StatedSettlement(
        claim=ClaimName(issuer=ISSUER, claim_id=claim_id),
        reference=reference,
        day="2026-03-10",
        paid=Payment(to=PAID_TO_INSURED, amount_cents=cents),
    )


def refused(code: str = "R07", words: str = "Contrat clos à cette date", *, claim_id: str = "F-1") -> StatedSettlement:
    """A refusal."""
    return StatedSettlement(
        claim=ClaimName(issuer=ISSUER, claim_id=claim_id),
        reference="REJ-1",
        day="2026-03-10",
        rejected=Rejection(code=code, words=words),
    )
