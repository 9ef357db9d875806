"""Turns what a payer did about a receipt into JSON: "paid on / to / by", or refused, in one language."""

from datetime import date
from typing import Final

from expenses import models
from expenses.amounts import written_day
from expenses.labels import AMOUNTS, PAID_TO, PAYERS, PAYMENTS, PaidTo, PayerSide, PaymentOutcome, word
from expenses.language import Language
from expenses.money import money
from vitale.receipt.v1.receipt_pb2 import ReceiptSettlement
from vitale.settlement.v1.settlement_pb2 import PAID_TO_PROFESSIONAL, PAYER_KIND_AMO

_REFUSED: Final[PaymentOutcome] = "rejected"


def payment_of(settlement: ReceiptSettlement, language: Language) -> models.Payment:
    """One payment or refusal."""
    side: PayerSide = "amo" if settlement.payer.kind == PAYER_KIND_AMO else "amc"
    to: PaidTo = "professional" if settlement.paid.to == PAID_TO_PROFESSIONAL else "person"
    outcome, difference = outcome_of(settlement), settlement.differs_by_cents
    refused = outcome == _REFUSED
    payee = models.Payee(code=to, label=word(PAID_TO, to, language))
    return models.Payment(
        outcome=outcome,
        payer=models.Payer(code=side, label=word(AMOUNTS, side, language), number=settlement.payer.number),
        paid_to=None if refused else payee,
        amount=None if refused else money(settlement.paid.amount_cents, language),
        day=date.fromisoformat(settlement.day),
        reference=settlement.reference,
        rejection_code=settlement.rejected.code or None,
        differs_by=money(difference, language) if difference else None,
        difference=word(PAYMENTS, "more" if difference > 0 else "less", language) if difference else None,
        text=_text(settlement, _REFUSED if refused else f"{outcome}_{to}", side=side, language=language),
    )


def outcome_of(settlement: ReceiptSettlement) -> PaymentOutcome:
    """What the payer did."""
    if settlement.HasField("rejected"):
        return _REFUSED
    return "paid" if settlement.paid.amount_cents > 0 else "taken_back"


def _text(settlement: ReceiptSettlement, name: str, *, side: PayerSide, language: Language) -> str:
    return word(PAYMENTS, name, language).format(
        day=written_day(date.fromisoformat(settlement.day), language),
        payer=word(PAYERS, side, language),
        words=settlement.rejected.words,
    )
