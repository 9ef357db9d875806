"""Owns the totals of a settled care, and the uses and debts it leaves."""

from reimbursement.model import Adjudication, Care, Debt, LineReceipt, Use
from reimbursement.vocabulary import Audience, Counter, DebtKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_FAMILY = Audience.FAMILY
_PARTICIPATION = Counter.PARTICIPATION


def total(care: Care, lines: tuple[LineReceipt, ...]) -> Adjudication:
    """Add up the lines; one use and one debt of each kind at most."""
    if len(lines) == 1:
        only = lines[0]
        return Adjudication(
            lines,
            _uses(care, lines),
            _debts(care, lines),
            only.amo_paid_cents,
            only.local_scheme_cents,
            only.amc_cents,
            only.patient_cents,
            only.price_cents,
            _FAMILY,
        )
    return Adjudication(
        lines,
        _uses(care, lines),
        _debts(care, lines),
        amo_paid_cents=sum(line.amo_paid_cents for line in lines),
        local_scheme_cents=sum(line.local_scheme_cents for line in lines),
        amc_cents=tuple(map(sum, zip(*(line.amc_cents for line in lines), strict=True))),
        patient_cents=sum(line.patient_cents for line in lines),
        price_cents=sum(line.price_cents for line in lines),
        audience=_FAMILY,
    )


def _uses(care: Care, lines: tuple[LineReceipt, ...]) -> tuple[Use, ...]:
    due = 0
    for line in lines:
        due += line.participation_cents + line.participation_deferred_cents
    if not due:
        return ()
    return (Use(_PARTICIPATION, care.professional.practice_id, care.care_date, due, care.receipt_id),)


def _debts(care: Care, lines: tuple[LineReceipt, ...]) -> tuple[Debt, ...]:
    if not care.third_party_payment:
        return ()
    owed = (
        (DebtKind.PARTICIPATION, sum(line.participation_deferred_cents for line in lines)),
        (DebtKind.SURCHARGE, sum(line.surcharge_deferred_cents for line in lines)),
    )
    return tuple(Debt(kind, care.care_date, cents, care.receipt_id) for kind, cents in owed if cents)
