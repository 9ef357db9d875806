"""Owns the totals of a settled care, and the uses and debts it leaves."""

from reimbursement.model import Adjudication, Care, Debt, LineReceipt, Use
from reimbursement.vocabulary import Audience, Counter, DebtKind


def total(care: Care, lines: tuple[LineReceipt, ...]) -> Adjudication:
    """Add up the lines; one use and one debt of each kind at most."""
    return Adjudication(
        lines,
        _uses(care, lines),
        _debts(care, lines),
        amo_paid_cents=sum(line.amo_paid_cents for line in lines),
        local_scheme_cents=sum(line.local_scheme_cents for line in lines),
        amc_cents=lines[0].amc_cents
        if len(lines) == 1
        else tuple(map(sum, zip(*(n.amc_cents for n in lines), strict=True))),
        patient_cents=sum(line.patient_cents for line in lines),
        price_cents=sum(line.price_cents for line in lines),
        audience=Audience.FAMILY,
    )


def _uses(care: Care, lines: tuple[LineReceipt, ...]) -> tuple[Use, ...]:
    due = sum(line.participation_cents + line.participation_deferred_cents for line in lines)
    if not due:
        return ()
    return (Use(Counter.PARTICIPATION, care.professional.practice_id, care.care_date, due, care.receipt_id),)


def _debts(care: Care, lines: tuple[LineReceipt, ...]) -> tuple[Debt, ...]:
    if not care.third_party_payment:
        return ()
    owed = (
        (DebtKind.PARTICIPATION, sum(line.participation_deferred_cents for line in lines)),
        (DebtKind.SURCHARGE, sum(line.surcharge_deferred_cents for line in lines)),
    )
    return tuple(Debt(kind, care.care_date, cents, care.receipt_id) for kind, cents in owed if cents)
