"""Turns what a correction or cancellation replaces, and what payers are owed back, into JSON, in one language."""

from expenses import models
from expenses.labels import AMOUNTS, BALANCES, PAYERS, PayerSide, word
from expenses.language import Language
from expenses.money import money
from vitale.receipt.v1.receipt_pb2 import PayerBalance, ReceiptIssued
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO


def reversed_of(receipt: ReceiptIssued, language: Language) -> models.Reversed | None:
    """The amounts of the receipt that this one replaces, or None."""
    if not receipt.HasField("reversed"):
        return None
    before = receipt.reversed
    return models.Reversed(
        revision=before.revision,
        price=money(before.price_cents, language),
        amo=money(before.amo_paid_cents, language),
        local_scheme=money(before.local_scheme_cents, language),
        amc=money(before.amc_cents, language),
        patient=money(before.patient_cents, language),
        reimbursed=money(before.amo_paid_cents + before.local_scheme_cents + before.amc_cents, language),
    )


def balance_of(balance: PayerBalance, language: Language) -> models.Balance:
    """Where one payer stands."""
    side: PayerSide = "amo" if balance.payer.kind == PAYER_KIND_AMO else "amc"
    back = balance.owed_back_cents
    how = "back" if back > 0 else "due" if back < 0 else "even"
    return models.Balance(
        payer=models.Payer(code=side, label=word(AMOUNTS, side, language), number=balance.payer.number),
        paid=money(balance.paid_cents, language),
        owed=money(balance.owed_cents, language),
        owed_back=money(back, language),
        text=word(BALANCES, how, language).format(payer=word(PAYERS, side, language)),
    )
