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
    _C.INVALID_ARGUMENT, "no beneficiary is named", "Give a card context with its proof, or number, birth date and rank"
)
_SCAN = "Scan the card again, ask for the rights, then bill"
_ASK = "Ask for the rights again under this context, and send the proof unchanged"
CONTEXT_INVALID = Fault(_C.CONTEXT_INVALID, "the context token is not one that the card registry signed", _SCAN)
CONTEXT_OF_ANOTHER = Fault(_C.CONTEXT_MISMATCH, "the context belongs to another practice or key", _SCAN)
CONTEXT_UNKNOWN = Fault(_C.CONTEXT_INVALID, "the card registry does not know this context", _SCAN)
CONTEXT_ENDED = Fault(
    _C.CONTEXT_EXPIRED,
    "the context has ended, and the eight working days to transmit the claim as well",
    "Scan the card again, or bill cardless by number, birth date and rank",
)
CONTEXT_DISPUTED = Fault(
    _C.CONTEXT_DEAD, "the holder says that this presentation was not theirs", "Do not bill it; ask the patient"
)
CARD_OPPOSED = Fault(
    _C.CARD_OPPOSED,
    "the card was in opposition when it was presented",
    "Do not bill it; ask for another proof of rights",
)
CARD_NOT_ACTIVE = Fault(
    _C.CARD_SUSPENDED,
    "the card was not active when it was presented",
    "Do not bill it; ask for another proof of rights",
)
DEMO_CARD = Fault(
    _C.DEMO_CARD_NOT_BILLABLE, "this is a demonstration card (letter D)", "Bill real care under a real card only"
)
PROOF_INVALID = Fault(_C.PROOF_INVALID, "the check proof is not one that adri signed", _ASK)
PROOF_OF_ANOTHER = Fault(_C.PROOF_MISMATCH, "the check proof is of another context", _ASK)
PROOF_REVISION = Fault(
    _C.PROOF_MISMATCH,
    "the claim names another revision of the rights than its proof",
    "Leave rights_revision unset: it is taken from the proof",
)
PROOF_CARE_DATE = Fault(
    _C.PROOF_MISMATCH, "the care date is not the one of the check proof", "Ask for the rights on the day of care"
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
    "Correct the code; an act that the tables do not hold needs its family and its base_cents",
)
ACT_FAMILY = Fault(_C.INVALID_ARGUMENT, "this family of care is unknown", "Use a name of the rules, or leave it unset")
FAMILY_MISSING = Fault(
    _C.INVALID_ARGUMENT,
    "the family of an act that the tables do not hold is not stated",
    'State it, for example "technical_act"',
)
FAMILY_OTHER = Fault(
    _C.INVALID_ARGUMENT, "the tables hold this act in another family", "Leave family unset, or correct the act code"
)
FAMILY_PROFESSION = Fault(
    _C.INVALID_ARGUMENT, "this profession bills no act of this family", "Correct the code or the family of the line"
)
DAYS_TWICE = Fault(_C.INVALID_ARGUMENT, "two lines bill the days of one stay", "Bill the days of a stay on one line")
QUANTITY = Fault(_C.INVALID_ARGUMENT, "the quantity is above 999", "Give the number of acts of the line, 1 to 999")
NEGATIVE_PRICE = Fault(_C.NEGATIVE_PRICE, "the price is negative", "Give what was charged, in cents, 0 or more")
PRICE_STATED = Fault(
    _C.INVALID_ARGUMENT, "a price is given and said not to be stated", "Leave price_unstated unset, or the price"
)
PRICE_UNSTATED = Fault(
    _C.INVALID_ARGUMENT,
    "only the line of a hospital stay may leave its price out",
    "Give what was charged, in cents",
)
PRICE_TOO_HIGH = Fault(_C.INVALID_ARGUMENT, "the price is above 999,999.99 euros", "Give what was charged, in cents")
BASE_NEGATIVE = Fault(_C.INVALID_ARGUMENT, "the base is negative", "Leave it unset where a tariff is established")
BASE_TOO_HIGH = Fault(_C.INVALID_ARGUMENT, "the base is above 999,999.99 euros", "Give the base of the line, in cents")
BASE_NOT_TAKEN = Fault(
    _C.INVALID_ARGUMENT,
    "a base is stated although the tariff of this act is established",
    "Leave base_cents unset: it is looked up in the tariff in force on the day of care",
)
COEFFICIENT = Fault(
    _C.INVALID_ARGUMENT, "the coefficient is above 9,999.999", "Give the coefficient in thousandths: 7500 for AMS 7.5"
)
COEFFICIENT_MISSING = Fault(
    _C.INVALID_ARGUMENT, "a key letter has no coefficient", "Give the coefficient in thousandths: 7500 for AMS 7.5"
)
COEFFICIENT_NOT_TAKEN = Fault(
    _C.INVALID_ARGUMENT, "this act is no key letter: it takes no coefficient", "Leave coefficient_milli unset"
)
DETAIL_NOT_TAKEN = Fault(
    _C.INVALID_ARGUMENT, "this says nothing for an act of this family", "Leave it unset, or correct the family"
)
MODIFIERS = Fault(
    _C.INVALID_ARGUMENT, "there are more than 4 modifiers, or one of them twice", "Give each modifier once, 4 at most"
)
MODIFIER = Fault(_C.INVALID_ARGUMENT, "a modifier is not one capital letter or digit", "Give it as in the nomenclature")
ACTIVITY = Fault(_C.INVALID_ARGUMENT, "the activity is not 1 to 5", "Give the activity of the act, or leave it unset")
PHASE = Fault(_C.INVALID_ARGUMENT, "the phase is not 0 to 3", "Give the phase of the act, or leave it unset")
ASSOCIATION = Fault(
    _C.INVALID_ARGUMENT, "the association is not 1 to 5", "Give the association code of the act, or leave it unset"
)
_WORD = "Use a name of the rules, or leave it unset"
PREVENTION = Fault(_C.INVALID_ARGUMENT, "this prevention act is unknown", _WORD)
BASKET = Fault(_C.INVALID_ARGUMENT, "this basket is unknown", _WORD)
CORRECTION = Fault(_C.INVALID_ARGUMENT, "this strength of a lens is unknown", _WORD)
SIDE = Fault(_C.INVALID_ARGUMENT, "the ear is neither left nor right", 'Say "left" or "right", or leave it unset')
GENERIC_REFUSED = Fault(
    _C.INVALID_ARGUMENT,
    "the generic is refused and the professional is to be paid directly",
    "Who refuses the generic pays first: bill without third-party payment",
)
ACCESS = Fault(_C.INVALID_ARGUMENT, "this way to the professional is unknown", _WORD)
ACCESS_CONTRADICTS = Fault(
    _C.INVALID_ARGUMENT,
    "the way to the professional contradicts the care pathway",
    "Correct the pathway or the access: without a treating doctor, or past them, is out of the pathway",
)
HOSPITALISED_AFTER = Fault(
    _C.INVALID_ARGUMENT,
    "only an emergency visit can be one that a stay follows",
    'Leave it unset, or give the setting "emergency"',
)
CURE_CEILING = Fault(_C.INVALID_ARGUMENT, "no line is of a spa cure", "Leave below_cure_ceiling unset")
STAY_MISSING = Fault(
    _C.INVALID_ARGUMENT, "a line bills days of a hospital stay and no stay is given", "Give stay_id and nights"
)
STAY_SETTING = Fault(
    _C.INVALID_ARGUMENT, "a stay is given for care that is not done in one", 'Give the setting "hospital_stay"'
)
STAY_ID = Fault(
    _C.INVALID_ARGUMENT,
    "the number of the stay is not 1 to 32 characters of A-Z, 0-9 and dash",
    "Number stays with capital letters, digits and dashes only, and no personal number",
)
NIGHTS = Fault(_C.INVALID_ARGUMENT, "the nights are not 1 to 3660", "Give the days billed at the daily price")
DAILY_PRICE = Fault(
    _C.INVALID_ARGUMENT, "the daily price is negative or above 999,999.99 euros", "Give it in cents, or leave it unset"
)
STAY_KIND = Fault(_C.INVALID_ARGUMENT, "this kind of stay is unknown", _WORD)
STAY_END = Fault(_C.INVALID_ARGUMENT, "this end of a stay is unknown", _WORD)
DAYS_BEFORE = Fault(
    _C.INVALID_ARGUMENT, "the days before are above 3660", "Give the days of stays without a gap before this one"
)
LOT = Fault(_C.INVALID_ARGUMENT, "the lot is above 999", "Give the lot's number, 1 to 999, or leave it unset")
CONFLICT = Fault(
    _C.CLAIM_CONFLICT,
    "this invoice number was used for other content",
    "To change that invoice, send CorrectClaim with the version it replaces; other care takes a new invoice number",
)
CLAIM_HELD = Fault(
    _C.CLAIM_HELD,
    "the paper claim is held for a human: nothing is billed yet",
    "Wait until the scheme releases or refuses it; there is nothing to correct or cancel before",
)
CLAIM_CANCELLED = Fault(
    _C.CLAIM_CANCELLED,
    "this invoice was cancelled, and no version follows a cancellation",
    "Bill under a new invoice number",
)
BENEFICIARY_CHANGED = Fault(
    _C.BENEFICIARY_CHANGED,
    "the correction is for another beneficiary than the invoice",
    "Cancel this invoice and bill under a new number; or name no beneficiary, to keep the one it has",
)


def stale(field: str, newest: int) -> ClaimViolation:
    """The violation of a correction or cancellation of a version that is not the newest, at its field."""
    reason = f"this is not the newest version of the invoice: version {newest} is"
    return Fault(_C.STALE_STATE, reason, f"Read version {newest}, then correct or cancel that one").at(field)
