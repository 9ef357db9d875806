"""Owns the flat charges of a line: which one it bears, how much is due after the caps, from AMO only."""

from typing import NamedTuple

from reimbursement.dated import InForce
from reimbursement.errors import NotEstablished
from reimbursement.exemptions import Row
from reimbursement.families import Charge
from reimbursement.opened import Opened
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Exemption, Prevention, Setting

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_NONE, _PARTICIPATION, _TRIP = Charge.NONE, Charge.PARTICIPATION, Charge.TRIP
_HOSPITAL_STAY, _EMERGENCY = Setting.HOSPITAL_STAY, Setting.EMERGENCY
_BREAST_SCREENING, _CONTRACEPTION = Prevention.BREAST_SCREENING, Prevention.CONTRACEPTION
_R = ReasonCode
_OF_PARTICIPATION, _OF_PARTICIPATION_DEFERRED = Amount.PARTICIPATION, Amount.PARTICIPATION_DEFERRED
_OF_FRANCHISE, _OF_FRANCHISE_DEFERRED = Amount.FRANCHISE, Amount.FRANCHISE_DEFERRED
_PARTICIPATION_CODES = (_R.PARTICIPATION_DUE, _R.PARTICIPATION_DAILY_CAP, _R.PARTICIPATION_YEARLY_CAP)
_FRANCHISE_CODES = (_R.FRANCHISE_DUE, _R.FRANCHISE_DAILY_CAP, _R.FRANCHISE_YEARLY_CAP)
_FROM_AGE = ("participation.from_age", "franchise.from_age")
_FRANCHISE_OF = {
    Charge.BOX: ("franchise.box", "", "box"),
    Charge.ACT: ("franchise.paramedical", "franchise.paramedical.daily_cap", "act:"),
    Charge.TRIP: ("franchise.transport", "franchise.transport.daily_cap", "trip:"),
}
_SPARED = {  # exemption: (reason for the participation, reason for the franchise)
    Exemption.MATERNITY: (_R.PARTICIPATION_EXEMPT_MATERNITY, _R.FRANCHISE_EXEMPT_MATERNITY),
    Exemption.C2S: (_R.PARTICIPATION_EXEMPT_C2S, _R.FRANCHISE_EXEMPT_C2S),
    Exemption.AME: (_R.PARTICIPATION_EXEMPT_AME, _R.FRANCHISE_EXEMPT_AME),
    Exemption.MILITARY_PENSION: (_R.PARTICIPATION_EXEMPT_MILITARY_PENSION, _R.FRANCHISE_EXEMPT_MILITARY_PENSION),
    Exemption.TERRORISM_VICTIM: (_R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM, _R.FRANCHISE_EXEMPT_TERRORISM_VICTIM),
    Exemption.NEWBORN: (_R.PARTICIPATION_EXEMPT_NEWBORN, _R.FRANCHISE_EXEMPT_NEWBORN),
}


class Due(NamedTuple):
    """What a line bears, in cents, now or later; `scope` is that of the franchise's use."""

    participation: int
    franchise: int
    scope: str


_NOTHING = Due(0, 0, "")


def charges_of(opened: Opened, amo_gross: int, situation: Situation) -> Due:
    """Return what is due; raise NotEstablished where AMO is smaller than the participation."""
    charge = opened.rule.charge
    if charge is _NONE or opened.is_supplement or situation.care.setting is _HOSPITAL_STAY:
        return _NOTHING
    if charge is _PARTICIPATION:
        return _participation(opened, amo_gross, situation)
    if opened.act is not None and opened.act.no_franchise:
        return _NOTHING
    return _franchise(opened, charge, amo_gross, situation=situation)


def _participation(opened: Opened, amo_gross: int, situation: Situation) -> Due:
    because = opened.because
    spared = _spared(opened, situation, "participation", _OF_PARTICIPATION, position=0)
    if spared is not None:
        because.append(spared)
        return _NOTHING
    values, used = situation.values, situation.used
    amount = _OF_PARTICIPATION_DEFERRED if situation.care.third_party_payment else _OF_PARTICIPATION
    due = _due(values["participation.per_act"], opened.line.quantity, _PARTICIPATION_CODES, amount, because=because)
    daily, yearly = values["participation.daily_cap"], values["participation.yearly_cap"]
    if due > daily.value - used.participation_today:
        due = _hold(due, daily, used.participation_today, code=_PARTICIPATION_CODES[1], amount=amount, because=because)
    if due > yearly.value - used.participation_year:
        due = _hold(due, yearly, used.participation_year, code=_PARTICIPATION_CODES[2], amount=amount, because=because)
    if due > amo_gross:
        raise NotEstablished("participation.amo_below", situation.day)
    used.participation_today += due
    used.participation_year += due
    return Due(due, 0, "")


def _franchise(opened: Opened, charge: Charge, amo_gross: int, *, situation: Situation) -> Due:
    because = opened.because
    if charge is _TRIP and situation.care.setting is _EMERGENCY:
        because.append(Reason(_R.FRANCHISE_EXEMPT_EMERGENCY, _OF_FRANCHISE, 0))
        return _NOTHING
    spared = _spared(opened, situation, "franchise", _OF_FRANCHISE, position=1)
    if spared is not None:
        because.append(spared)
        return _NOTHING
    name, cap_name, scope = _FRANCHISE_OF[charge]
    values, used = situation.values, situation.used
    amount = _OF_FRANCHISE_DEFERRED if situation.care.third_party_payment else _OF_FRANCHISE
    due = _due(values[name], opened.line.quantity, _FRANCHISE_CODES, amount, because=because)
    if cap_name:
        scope += situation.care.professional.practice_id
        cap, today = values[cap_name], used.franchise_today.get(scope, 0)
        if due > cap.value - today:
            due = _hold(due, cap, today, code=_FRANCHISE_CODES[1], amount=amount, because=because)
    yearly = values["franchise.yearly_cap"]
    if due > yearly.value - used.franchise_year:
        due = _hold(due, yearly, used.franchise_year, code=_FRANCHISE_CODES[2], amount=amount, because=because)
    if due > amo_gross:
        rule = values["franchise.limited_to_amo"]
        because.append(Reason(_R.FRANCHISE_LIMITED_TO_AMO, amount, amo_gross - due, (), rule.parameter, rule.since))
        due = amo_gross
    used.franchise_today[scope] = used.franchise_today.get(scope, 0) + due
    used.franchise_year += due
    return Due(0, due, scope)


def _spared(opened: Opened, situation: Situation, column: str, amount: Amount, *, position: int) -> Reason | None:
    """Return the reason why nothing is due: an age, a situation, a screening; None when it is due."""
    majority = situation.values[_FROM_AGE[position]]
    if situation.age_on_new_year < majority.value:  # spared through the whole year (R160-20)
        code = (_R.PARTICIPATION_EXEMPT_MINOR, _R.FRANCHISE_EXEMPT_MINOR)[position]
        return Reason(code, amount, 0, (majority.value,), majority.parameter, majority.since)
    if situation.rows:
        decided = situation.deciding(column)
        if decided is not None and decided[1].value == 0:
            return _situation_reason(*decided, amount, position=position)
    prevention = opened.prevention
    if position == 0 and prevention:
        if prevention is _BREAST_SCREENING and situation.values["participation.breast_screening"].value == 0:
            found = situation.values["participation.breast_screening"]
            return Reason(_R.PARTICIPATION_EXEMPT_SCREENING, amount, 0, (), found.parameter, found.since)
        if prevention is _CONTRACEPTION and situation.values["participation.contraception"].value == 0:
            found = situation.values["participation.contraception"]
            return Reason(_R.PARTICIPATION_EXEMPT_SCREENING, amount, 0, (), found.parameter, found.since)
    return None


def _situation_reason(row: Row, found: InForce, amount: Amount, *, position: int) -> Reason:
    return Reason(_SPARED[row.exemption][position], amount, 0, (), found.parameter, found.since)


def _due(found: InForce, quantity: int, codes: tuple[ReasonCode, ...], amount: Amount, *, because: list[Reason]) -> int:
    due = found.value * quantity
    because.append(Reason(codes[0], amount, due, (found.value, quantity), found.parameter, found.since))
    return due


def _hold(due: int, cap: InForce, used: int, *, code: ReasonCode, amount: Amount, because: list[Reason]) -> int:
    """Return what the cap leaves, with the reason that takes the rest away."""
    left = max(0, cap.value - used)
    because.append(Reason(code, amount, left - due, (cap.value, used), cap.parameter, cap.since))
    return left
