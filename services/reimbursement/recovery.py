"""Owns the recovery of debts: what earlier third-party payments left owed is taken from a payment to the insured."""

from reimbursement.model import Care, Debt, Recovery, Use
from reimbursement.used import COUNTERS, Used


def recover(care: Care, amo_paid: int, used: Used) -> tuple[Recovery, ...]:
    """Return the negative lines of this payment, oldest debt first, never more than AMO pays; what was taken for a
    care since cancelled is given back first. Nothing is recovered where the professional is paid."""
    if care.third_party_payment or not used.owed:
        return ()
    owed = sorted((day, kind, origin, cents) for (kind, origin), (cents, day) in used.owed.items() if cents)
    given_back = [Recovery(kind, day, cents, origin) for day, kind, origin, cents in owed if cents < 0]
    available = amo_paid - sum(entry.amount_cents for entry in given_back)
    taken: list[Recovery] = []
    for day, kind, origin, cents in owed:
        if cents > 0 and available > 0:
            taken.append(Recovery(kind, day, min(cents, available), origin))
            available -= taken[-1].amount_cents
    return (*given_back, *taken)


def recovery_uses(care: Care, recoveries: tuple[Recovery, ...]) -> tuple[Use, ...]:
    """Return the uses that lessen the debts; a cancellation of this receipt takes them back."""
    return tuple(
        Use(COUNTERS[entry.kind], entry.origin.hex(), care.care_date, -entry.amount_cents, care.receipt_id)
        for entry in recoveries
    )


def debt_uses(debts: tuple[Debt, ...]) -> tuple[Use, ...]:
    """Return the uses that stand for what this receipt leaves owed."""
    return tuple(Use(COUNTERS[debt.kind], "", debt.day, debt.amount_cents, debt.receipt_id) for debt in debts)
