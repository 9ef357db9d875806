"""Receipts that replace another one: corrected or cancelled, as the ledger issues them."""

from vitale.receipt.v1.receipt_pb2 import PayerBalance, ReceiptIssued, ReversedAmounts
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO, Payer

AMO = Payer(kind=PAYER_KIND_AMO, number="01")


def corrected(before: ReceiptIssued, after: ReceiptIssued, *, revision: int = 2, paid_cents: int = 0) -> ReceiptIssued:
    """`after` in the place of `before`, of which AMO had paid so much."""
    found = ReceiptIssued()
    found.CopyFrom(after)
    found.receipt_id, found.revision, found.basis = before.receipt_id, revision, 2
    found.claim_version = before.claim_version + 1
    found.reversed.CopyFrom(
        ReversedAmounts(
            revision=before.revision,
            claim_version=before.claim_version,
            price_cents=before.price_cents,
            amo_paid_cents=before.amo_paid_cents,
            local_scheme_cents=before.local_scheme_cents,
            amc_cents=before.amc_cents,
            patient_cents=before.patient_cents,
            audience=before.audience,
        )
    )
    if paid_cents:
        owed = found.amo_paid_cents + found.local_scheme_cents
        back = paid_cents - owed
        found.balances.add(payer=AMO, paid_cents=paid_cents, owed_cents=owed, owed_back_cents=back)
    return found


def cancelled(before: ReceiptIssued, *, revision: int = 2, paid_cents: int = 0) -> ReceiptIssued:
    """The cancellation of `before`."""
    nothing = ReceiptIssued(
        subject_id=before.subject_id,
        issuer=before.issuer,
        claim_id=before.claim_id,
        care_date=before.care_date,
        professional_kind=before.professional_kind,
        third_party_payment=before.third_party_payment,
        rules_version=before.rules_version,
        accepted_at_us=before.accepted_at_us,
        audience=before.audience,
        cancelled=True,
    )
    return corrected(before, nothing, revision=revision, paid_cents=paid_cents)


def balance(owed_back_cents: int, payer: Payer = AMO) -> PayerBalance:
    """A payer that paid 19.00 and is owed so much back."""
    return PayerBalance(
        payer=payer, paid_cents=1900, owed_cents=1900 - owed_back_cents, owed_back_cents=owed_back_cents
    )
