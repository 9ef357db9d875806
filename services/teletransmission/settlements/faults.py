"""The words of a refused settlement: what is wrong, why, what to do; never a personal value."""

from dataclasses import dataclass
from typing import Final

from chassis.errors import ErrorCode
from vitale.settlement.v1.settlement_service_pb2 import SettlementViolation


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: a stable code, the reason and the advice."""

    code: ErrorCode
    reason: str
    advice: str

    def at(self, field: str) -> SettlementViolation:
        """The violation of this kind at a field such as paid.amount_cents."""
        return SettlementViolation(field=field, code=self.code.value, reason=self.reason, advice=self.advice)


_INVALID: Final = ErrorCode.INVALID_ARGUMENT

NOT_NAMED = Fault(_INVALID, "no receipt is named", "Give issuer and invoice number of the claim, or the receipt")
RECEIPT_ID = Fault(
    _INVALID, "the receipt is not 16 bytes", "Send receipt_id as the receipt topic or the practice told it"
)
CLAIM_NAME = Fault(
    _INVALID,
    "issuer and invoice number do not both stand there",
    "Send both as the practice did; the invoice number has 1 to 32 characters of A-Z, 0-9 and dash",
)
UNKNOWN_RECEIPT = Fault(
    ErrorCode.UNKNOWN_CLAIM,
    "intake holds no claim behind this receipt",
    "Check issuer and invoice number; send it again once the practice has transmitted the claim",
)
UNKNOWN_VERSION = Fault(
    ErrorCode.UNKNOWN_CLAIM,
    "the claim has no such version",
    "Name a version that was accepted, or leave it 0 to settle the one that stands",
)
REFERENCE = Fault(
    _INVALID,
    "the reference is not 1 to 35 characters of A-Z, 0-9 and dash, or holds 13 digits in a row",
    "Number payments with capital letters, digits and dashes, and no number of a person",
)
DAY = Fault(_INVALID, "the day is no date", "Send the day of payment or refusal as YYYY-MM-DD")
FUTURE = Fault(_INVALID, "the day is in the future in Paris", "Send it on the day of payment or later")
NO_OUTCOME = Fault(_INVALID, "neither a payment nor a refusal is stated", "Give paid, or rejected")
PAID_TO = Fault(_INVALID, "who was paid is not said", "Give PAID_TO_PROFESSIONAL or PAID_TO_INSURED")
AMOUNT = Fault(
    _INVALID,
    "the amount is 0 or beyond 999,999.99 euros",
    "Give it in cents: positive when paid, negative when taken back; a refusal goes under rejected",
)
CODE = Fault(_INVALID, "the code is not 1 to 16 characters of A-Z, 0-9 and dash", "Give your own code of the refusal")
WORDS = Fault(
    _INVALID,
    "the words are missing, above 140 characters, of several lines, or hold 6 digits in a row",
    "Say in one line why it is refused, without any number or name of a person",
)
CONFLICT = Fault(
    ErrorCode.CONTENT_CONFLICT,
    "this reference was used on this receipt for other content",
    "State the change under a new reference; the first settlement stands as it was acknowledged",
)
