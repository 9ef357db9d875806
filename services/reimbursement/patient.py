"""Owns step 8: what stays with the person, and of what it is made."""

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares


def patient_of(shares: Shares, participation: int, surcharge_now: int, because: list[Reason]) -> int:
    """Return in cents what the person pays now: overrun, ticket modérateur, surcharge and participation left."""
    ticket = shares.ticket_left
    parts = (
        (ReasonCode.PATIENT_OVERRUN, shares.left - ticket),
        (ReasonCode.PATIENT_TICKET_MODERATEUR, ticket),
        (ReasonCode.PATIENT_SURCHARGE, surcharge_now),
        (ReasonCode.PATIENT_PARTICIPATION, participation),
    )
    because.extend(Reason(code, Amount.PATIENT, cents) for code, cents in parts if cents)
    return sum(cents for _, cents in parts)
