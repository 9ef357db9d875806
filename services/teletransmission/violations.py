"""The words of a negative acknowledgement: what is wrong with a claim, why, what to do; never a personal value."""

from dataclasses import dataclass

from chassis.errors import ErrorCode
from vitale.claim.v1.claim_service_pb2 import ClaimViolation


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: a stable code, the reason and the advice."""

    code: ErrorCode
    reason: str
    advice: str

    def at(self, field: str) -> ClaimViolation:
        """The violation of this kind at a field such as lines[0].price_cents."""
        return ClaimViolation(field=field, code=self.code.value, reason=self.reason, advice=self.advice)


_C = ErrorCode
_SEE_CARD = "Read the number, the birth date and the rank again from the card or the certificate of rights"

CLAIM_ID = Fault(
    _C.INVALID_ARGUMENT,
    "the invoice number is not 1 to 32 characters of A-Z, 0-9 and dash",
    "Number invoices with capital letters, digits and dashes only, and no personal number",
)
NO_BENEFICIARY = Fault(
    _C.INVALID_ARGUMENT, "no beneficiary is named", "Give the number of the opener of rights, birth date and rank"
)
CONTEXT = Fault(
    _C.CONTEXT_NOT_BUILT,
    "naming the beneficiary by a card context is not built yet",
    "Name the beneficiary by key: the number of the opener of rights, birth date and rank",
)
BIRTH_DATE = Fault(_C.INVALID_ARGUMENT, "the birth date is not in the form YYYY-MM-DD", _SEE_CARD)
BIRTH_RANK = Fault(_C.INVALID_ARGUMENT, "the birth rank is above 9", "1 for a single birth, then 2, 3… for twins")
NIR_REFUSED = Fault(_C.IDENTIFIER_INVALID, "the vault refuses the number of the opener of rights", _SEE_CARD)
UNKNOWN_BENEFICIARY = Fault(
    _C.UNKNOWN_BENEFICIARY,
    "nobody is known under this number, birth date and rank",
    f"{_SEE_CARD}; if they are right, the scheme has not opened these rights yet",
)
CARE_DATE = Fault(
    _C.INVALID_ARGUMENT, "the date of care is not a calendar date in the form YYYY-MM-DD", "Give the day of care"
)
CARE_IN_FUTURE = Fault(
    _C.CARE_IN_FUTURE, "the date of care is after today at the place of care", "Give the day on which the care was done"
)
PATHWAY = Fault(
    _C.INVALID_ARGUMENT,
    "the care pathway is missing or unknown",
    "State one of the three pathways of the contract",
)
SETTING = Fault(
    _C.INVALID_ARGUMENT, "this place of care is unknown", 'Use a name of the rules such as "office", or leave it unset'
)
LINE_COUNT = Fault(_C.INVALID_ARGUMENT, "a claim has 1 to 30 lines", "Split the care into several invoices")
LINE_NO = Fault(
    _C.INVALID_ARGUMENT, "lines are not numbered 1, 2, 3… in their order", "Number lines from 1 without gap"
)
UNKNOWN_ACT = Fault(
    _C.UNKNOWN_ACT,
    "no tariff table knows this act code",
    "Correct the code; a technical act (CCAM) needs its family and its base_cents",
)
ACT_FAMILY = Fault(_C.INVALID_ARGUMENT, "this family of care is unknown", "Use a name of the rules, or leave it unset")
FAMILY_MISSING = Fault(
    _C.INVALID_ARGUMENT, "the family of a technical act is not stated", 'State it, for example "technical_act"'
)
QUANTITY = Fault(_C.INVALID_ARGUMENT, "the quantity is above 999", "Give the number of acts of the line, 1 to 999")
NEGATIVE_PRICE = Fault(_C.NEGATIVE_PRICE, "the price is negative", "Give what was charged, in cents, 0 or more")
PRICE_TOO_HIGH = Fault(_C.INVALID_ARGUMENT, "the price is above 999,999.99 euros", "Give what was charged, in cents")
BASE_NEGATIVE = Fault(_C.INVALID_ARGUMENT, "the base is negative", "Leave it unset where a tariff is established")
BASE_TOO_HIGH = Fault(_C.INVALID_ARGUMENT, "the base is above 999,999.99 euros", "Give the base of the line, in cents")
BASE_NOT_TAKEN = Fault(
    _C.INVALID_ARGUMENT,
    "a base is stated although the tariff of this act is established",
    "Leave base_cents unset: it is looked up in the tariff in force on the day of care",
)
CONFLICT = Fault(
    _C.CLAIM_CONFLICT,
    "this invoice number was used for other content",
    "Bill under a new invoice number; the first invoice stands as it was acknowledged",
)
