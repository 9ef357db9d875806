"""Turns what a correction or cancellation replaces, and what payers are owed back, into JSON, in one language."""

from expenses import models
from expenses.amounts import euros
from expenses.labels import AMOUNTS, BALANCES, PAYERS, PayerSide, word
from expenses.language import Language
from vitale.receipt.v1.receipt_pb2 import PayerBalance, ReceiptIssued
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO


def reversed_of(receipt: ReceiptIssued, language: Language) -> models.Reversed | None:
    """The amounts of the receipt that this one replaces, or None."""
    if not receipt.HasField("reversed"):
        return None
    before = receipt.reversed
    return models.Reversed(
        revision=before.revision,
        price=_money(before.price_cents, language),
        amo=_money(before.amo_paid_cents, language),
        local_scheme=_money(before.local_scheme_cents, language),
        amc=_money(before.amc_cents, language),
        patient=_money(before.patient_cents, language),
        reimbursed=_money(before.amo_paid_cents + before.local_scheme_cents + before.amc_cents, language),
    )


def balance_of(balance: PayerBalance, language: Language) -> models.Balance:
    """Where one payer stands."""
    side: PayerSide = "amo" if balance.payer.kind == PAYER_KIND_AMO else "amc"
    back = balance.owed_back_cents
    how = "back" if back > 0 else "due" if back < 0 else "even"
    return models.Balance(
        payer=models.Payer(code=side, label=word(AMOUNTS, side, language), number=balance.payer.number),
        paid=_money(balance.paid_cents, language),
        owed=_money(balance.owed_cents, language),
        owed_back=_money(back, language),
        text=word(BALANCES, how, language).format(payer=word(PAYERS, side, language)),
    )


def _money(cents: int, language: Language) -> models.Money:
    return models.Money(cents=cents, text=euros(cents, language))
