"""Owns step 7: the flat participation per act, its daily and yearly caps, from AMO only."""

from reimbursement.errors import NotEstablished
from reimbursement.model import Line
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family


def participation_of(line: Line, amo_gross: int, situation: Situation, because: list[Reason]) -> int:
    """Return what is due in cents, now or later; raise NotEstablished when AMO is smaller than what is due."""
    if line.family is Family.SURCHARGE:
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
    amount = Amount.PARTICIPATION_DEFERRED if situation.care.third_party_payment else Amount.PARTICIPATION
    per_act = situation.at("participation.per_act")
    due = per_act.value * line.quantity
    because.append(
        Reason(
            ReasonCode.PARTICIPATION_DUE,
            amount,
            due,
            (per_act.value, line.quantity),
            per_act.parameter,
            per_act.since,
        )
    )
    for code, name, used in (
        (ReasonCode.PARTICIPATION_DAILY_CAP, "participation.daily_cap", situation.used_today),
        (ReasonCode.PARTICIPATION_YEARLY_CAP, "participation.yearly_cap", situation.used_this_year),
    ):
        cap = situation.at(name)
        left = max(0, cap.value - used)
        if due > left:
            because.append(Reason(code, amount, left - due, (cap.value, used), cap.parameter, cap.since))
            due = left
    return due
