"""Owns the flat fee of costly acts inside a hospital stay: once for the stay, none from the 31st day on."""

from collections.abc import Sequence

from reimbursement.costly_act import (
    at_full_rate,
    charge,
    costly_acts,
    owes_none,
    plan_imaging,
    plan_spared,
    supplements,
)
from reimbursement.fee_plan import FeePlan
from reimbursement.fee_terms import CARE, Planned, Priced, charged_before, full_rate, keeps_own_rate
from reimbursement.model import Stay
from reimbursement.reasons import ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Counter, Family

_R = ReasonCode
_HOSPITAL_DAY = Family.HOSPITAL_DAY
_COVERED = CARE | {_HOSPITAL_DAY}


def days_left_at_rate(situation: Situation, stay: Stay) -> int:
    """Return how many days of this stay still bear a ticket modérateur; contiguous stays share the 30 days."""
    return max(0, situation.values["stay.days_at_rate"].value - stay.days_before)


def plan_in_stay(situation: Situation, stay: Stay, opened: Sequence[Priced]) -> Planned:
    """Return the plan of acts done in a stay, and of its days: in a costly stay all at 100 %, one fee in all.

    A stay is costly when it says so, when an act of this invoice is, or when another receipt charged the fee for it
    (the stay that follows and is linked has the same stay_id). The fee goes on a costly act, else on the days.
    """
    costly = costly_acts(situation, opened)
    if full_rate(situation) is not None:
        return plan_spared(situation, costly), ()
    if not days_left_at_rate(situation, stay):
        return _after_30_days(situation, opened), ()
    before = charged_before(situation, Counter.COSTLY_ACT, _scope(stay))
    if costly or before or stay.costly_act:
        return _plan_costly_stay(situation, stay, opened, costly=costly, before=before)
    return plan_imaging(situation, opened), ()


def _plan_costly_stay(
    situation: Situation, stay: Stay, opened: Sequence[Priced], *, costly: Sequence[Priced], before: bool
) -> Planned:
    covered = [each for each in opened if each[0].family in _COVERED and not keeps_own_rate(each[0], situation)]
    if owes_none(situation) is not None:
        return plan_spared(situation, covered), ()
    bearing = [*costly, *supplements(situation, opened, costly)] or [
        each for each in covered if each[0].family is _HOSPITAL_DAY
    ]
    if before or not bearing:  # charged already, or to be: on the bill of the stay, or of its act
        return charge(situation, covered, scope=_scope(stay), before=True)
    planned, uses = charge(situation, bearing, scope=_scope(stay), before=False)
    return {line.line_no: at_full_rate(situation) for line, _ in covered} | planned, uses


def _scope(stay: Stay) -> str:
    return f"stay:{stay.stay_id}"


def _after_30_days(situation: Situation, opened: Sequence[Priced]) -> dict[int, FeePlan]:
    """Return the acts at 100 % without any fee; the days themselves are for `stay_share`."""
    rate = situation.values["rate.hospital.after_30_days"]
    plan = FeePlan(_R.RATE_AFTER_30_DAYS, rate, 0, _R.AMO_COSTLY_ACT_FEE, ())
    return {line.line_no: plan for line, _ in opened if line.family in CARE and not keeps_own_rate(line, situation)}
