"""Owns which flat fee takes the place of the ticket modérateur in a care: the emergency fee, else the costly act's."""

from collections.abc import Mapping, Sequence

from reimbursement.costly_act import plan_costly_act
from reimbursement.emergency import plan_emergency
from reimbursement.fee_plan import NO_FEES, FeePlan
from reimbursement.model import Line, Use
from reimbursement.situation import Situation
from reimbursement.stay_fee import plan_in_stay
from reimbursement.vocabulary import Family, Setting

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_EMERGENCY = Setting.EMERGENCY
_MAY_BE_COSTLY = frozenset({Family.TECHNICAL_ACT, Family.IMAGING})
_NOTHING: tuple[Mapping[int, FeePlan], tuple[Use, ...]] = (NO_FEES, ())


def plan_fees(
    situation: Situation, opened: Sequence[tuple[Line, int]]
) -> tuple[Mapping[int, FeePlan], tuple[Use, ...]]:
    """Return what a fee changes, by line number, and the use that keeps it from being charged twice.

    `opened` are the lines in the order of their numbers, with their bases in cents. In an emergency visit that no stay
    follows, the emergency fee replaces the costly act's too. A plan for the days of a stay is for
    `stay_share`. Raise NotEstablished where the bases are below the fee.
    """
    care = situation.care
    if care.setting is _EMERGENCY and care.stay is None and not care.hospitalised_after:
        planned = plan_emergency(situation, opened)
        if planned is not None:
            return planned
    if care.stay is not None:
        return plan_in_stay(situation, care.stay, opened)
    for line, _ in opened:
        if line.family in _MAY_BE_COSTLY:
            return plan_costly_act(situation, opened)
    return _NOTHING
