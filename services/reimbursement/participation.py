"""Owns step 7: the flat participation per act, its daily and yearly caps, from AMO only."""

from reimbursement.dated import InForce
from reimbursement.errors import NotEstablished
from reimbursement.model import Line
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_SURCHARGE = Family.SURCHARGE
_OF_PARTICIPATION_DEFERRED = Amount.PARTICIPATION_DEFERRED
_OF_PARTICIPATION = Amount.PARTICIPATION
_PARTICIPATION_DUE = ReasonCode.PARTICIPATION_DUE
_PARTICIPATION_DAILY_CAP = ReasonCode.PARTICIPATION_DAILY_CAP
_PARTICIPATION_YEARLY_CAP = ReasonCode.PARTICIPATION_YEARLY_CAP


def participation_of(line: Line, amo_gross: int, situation: Situation, *, because: list[Reason]) -> int:
    """Return what is due in cents, now or later; raise NotEstablished when AMO is smaller than what is due."""
    if line.family is _SURCHARGE:
        return 0
    if situation.flat_exemption is not None:
        because.append(situation.flat_exemption)
        return 0
    due = _capped(line, situation, because)
    if due > amo_gross:
        raise NotEstablished("participation.amo_below", situation.day)
    situation.used_today += due
    situation.used_this_year += due
    return due


def _capped(line: Line, situation: Situation, because: list[Reason]) -> int:
    amount = _OF_PARTICIPATION_DEFERRED if situation.care.third_party_payment else _OF_PARTICIPATION
    per_act = situation.values["participation.per_act"]
    due = per_act.value * line.quantity
    because.append(
        Reason(
            _PARTICIPATION_DUE,
            amount,
            due,
            (per_act.value, line.quantity),
            per_act.parameter,
            per_act.since,
        )
    )
    daily, yearly = situation.values["participation.daily_cap"], situation.values["participation.yearly_cap"]
    if due > daily.value - situation.used_today:
        due = _hold(due, daily, situation.used_today, code=_PARTICIPATION_DAILY_CAP, amount=amount, because=because)
    if due > yearly.value - situation.used_this_year:
        used = situation.used_this_year
        due = _hold(due, yearly, used, code=_PARTICIPATION_YEARLY_CAP, amount=amount, because=because)
    return due


def _hold(due: int, cap: InForce, used: int, *, code: ReasonCode, amount: Amount, because: list[Reason]) -> int:
    """Return what the cap leaves, with the reason that takes the rest away."""
    left = max(0, cap.value - used)
    because.append(Reason(code, amount, left - due, (cap.value, used), cap.parameter, cap.since))
    return left
