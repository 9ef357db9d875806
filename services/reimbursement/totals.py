"""Owns the totals of a settled care, and the uses and debts it leaves."""

from collections.abc import Sequence

from reimbursement.model import Adjudication, Debt, LineReceipt, Use
from reimbursement.recovery import debt_uses, recover, recovery_uses
from reimbursement.situation import Situation
from reimbursement.vocabulary import Audience, Counter, DebtKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_FAMILY, _SUBJECT_ONLY = Audience.FAMILY, Audience.SUBJECT_ONLY
_PARTICIPATION, _FRANCHISE = Counter.PARTICIPATION, Counter.FRANCHISE
_DEBT_PARTICIPATION, _DEBT_FRANCHISE = DebtKind.PARTICIPATION, DebtKind.FRANCHISE
_DEBT_SURCHARGE = DebtKind.SURCHARGE


def total(
    situation: Situation,
    lines: tuple[LineReceipt, ...],
    uses: Sequence[Use],
    *,
    franchises: dict[str, int],
    secret: bool,
) -> Adjudication:
    """Add up the lines, recover what is owed; one use of each counter and scope, one debt of each kind at most.

    `uses` are those of the limits met on the way, `franchises` the franchise due by scope, in cents.
    """
    care = situation.care
    amo_paid = patient = price = local_scheme = participation = 0
    for line in lines:
        amo_paid += line.amo_paid_cents
        patient += line.patient_cents
        price += line.price_cents
        local_scheme += line.local_scheme_cents
        participation += line.participation_cents + line.participation_deferred_cents
    day, own = care.care_date, care.receipt_id
    taken = list(uses)
    if participation:
        taken.append(Use(_PARTICIPATION, care.professional.practice_id, day, participation, own))
    for scope, cents in franchises.items():
        taken.append(Use(_FRANCHISE, scope, day, cents, own))
    if situation.amc is not None:
        taken.extend(situation.amc.uses())
    debts = _debts(situation, lines) if care.third_party_payment else ()
    recoveries = recover(care, amo_paid, situation.used)
    if debts:
        taken.extend(debt_uses(debts))
    if recoveries:
        taken.extend(recovery_uses(care, recoveries))
    recovered = sum([entry.amount_cents for entry in recoveries]) if recoveries else 0
    return Adjudication(
        lines,
        tuple(taken),
        debts,
        amo_paid - recovered,
        local_scheme,
        lines[0].amc_cents if len(lines) == 1 else tuple(map(sum, zip(*[e.amc_cents for e in lines], strict=True))),
        patient + recovered,
        price,
        _SUBJECT_ONLY if secret else _FAMILY,
        recoveries,
    )


def _debts(situation: Situation, lines: tuple[LineReceipt, ...]) -> tuple[Debt, ...]:
    care = situation.care
    owed = (
        (_DEBT_PARTICIPATION, sum([line.participation_deferred_cents for line in lines])),
        (_DEBT_FRANCHISE, sum([line.franchise_deferred_cents for line in lines])),
        (_DEBT_SURCHARGE, sum([line.surcharge_deferred_cents for line in lines])),
    )
    return tuple([Debt(kind, care.care_date, cents, care.receipt_id) for kind, cents in owed if cents])
