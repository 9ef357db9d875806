"""Owns the days of a hospital stay: what AMO pays of them, what the person owes, the daily fee."""

from datetime import date
from typing import NamedTuple

from reimbursement.costly_act import owes_none, say_spared
from reimbursement.dated import InForce
from reimbursement.errors import NotEstablished
from reimbursement.fee_plan import FeePlan
from reimbursement.fee_terms import full_rate, spared
from reimbursement.model import Line, Stay
from reimbursement.money import FULL_BP, share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.stay_fee import days_left_at_rate
from reimbursement.vocabulary import StayEnd, StayKind

_R = ReasonCode
_OF_AMO, _OF_FEE = Amount.AMO, Amount.FEE
_NOT_SAID = Stay("", kind=StayKind.DAY_CASE)


class StayShare(NamedTuple):
    """Cents of the days of a stay; the price is what AMO pays and what the person owes."""

    rate_bp: int
    amo_cents: int
    fee_cents: int  # flat fees charged: daily fee, exit day included, and costly act
    owed_cents: int  # to the person and their contracts: ticket modérateur and flat fees


class _Terms(NamedTuple):
    """The rate of the days and why."""

    code: ReasonCode
    rate_bp: int
    parameter: str = ""
    since: date | None = None


class _Daily(NamedTuple):
    """The fee of a day, the nights that bear it, and 1 when the exit day bears it too."""

    fee: InForce
    nights: int
    exit_day: int


def stay_share(line: Line, base: int, situation: Situation, *, because: list[Reason]) -> StayShare:
    """Return the split of the days of a stay; every value, the daily fee too, is the one in force on the day of care.

    Below 100 % the person owes the ticket modérateur or the daily fee, whichever is more, and the fee of the exit day;
    AMO pays its rate of the base. At 100 % they owe the flat fees alone, and AMO pays the rest. Raise NotEstablished
    ("daily_fee.above_base") when these fees are more than the base: no rule says what happens.
    """
    stay = situation.care.stay or _NOT_SAID
    plan = situation.fees.get(line.line_no)
    terms = _terms(line, situation, stay, plan)
    paid = share(base, terms.rate_bp)
    because.append(Reason(terms.code, _OF_AMO, paid, (base, terms.rate_bp), terms.parameter, terms.since))
    if terms.rate_bp < FULL_BP:
        ticket = _ticket(base, terms.rate_bp, stay, days_left_at_rate(situation, stay))
        charged = _beside_ticket(ticket, situation, stay, because)
        return StayShare(terms.rate_bp, paid, charged, ticket + charged)
    fees = _costly_act(plan, situation, stay, because) + _taken_daily(situation, stay, because)
    if fees > paid:
        raise NotEstablished("daily_fee.above_base", situation.day)
    return StayShare(terms.rate_bp, paid - fees, fees, fees)


def _terms(line: Line, situation: Situation, stay: Stay, plan: FeePlan | None) -> _Terms:
    """Stated, then the person, the costly act, the 30 days, and the rate of hospitals."""
    if line.rate_bp is not None:
        return _Terms(_R.RATE_STATED, line.rate_bp)
    code, found = full_rate(situation) or (_R.RATE_IN_STAY, None)
    if found is None and plan is not None:
        code, found = plan.rate_code, plan.rate
    elif found is None and not days_left_at_rate(situation, stay):
        code, found = _R.RATE_AFTER_30_DAYS, situation.values["rate.hospital.after_30_days"]
    elif found is None:
        found = situation.values["rate.hospital"]
    return _Terms(code, found.value, found.parameter, found.since)


def _ticket(base: int, rate_bp: int, stay: Stay, left: int) -> int:
    """Return the ticket modérateur: of the daily price, or of the base, for the days still at that rate."""
    days = max(stay.nights, 1)
    at_rate = min(days, left)
    if stay.daily_price_cents is not None:
        reckoned = stay.daily_price_cents * at_rate
    else:
        reckoned = (2 * base * at_rate + days) // (2 * days)
    return reckoned - share(reckoned, rate_bp)


def _beside_ticket(ticket: int, situation: Situation, stay: Stay, because: list[Reason]) -> int:
    """Return the daily fee beyond the ticket modérateur: what exceeds it, the exit day, the days after the 30th."""
    daily = _daily_fee(situation, stay, because)
    if daily is None:
        return 0
    fee, left = daily.fee.value, days_left_at_rate(situation, stay)
    if daily.nights > left:
        return _say_daily(daily.fee, daily.nights - left + daily.exit_day, because)
    due = _say_daily(daily.fee, daily.nights + daily.exit_day, because)
    imputed = min(ticket, fee * daily.nights)
    because.append(Reason(_R.FEE_DAILY_IMPUTED, _OF_FEE, -imputed, (ticket,)))
    return due - imputed


def _taken_daily(situation: Situation, stay: Stay, because: list[Reason]) -> int:
    """Return the daily fee of all the stay, which AMO leaves to the person where there is no ticket modérateur."""
    daily = _daily_fee(situation, stay, because)
    if daily is None:
        return 0
    fee, days = daily.fee, daily.nights + daily.exit_day
    due = _say_daily(fee, days, because)
    because.append(Reason(_R.AMO_DAILY_FEE, _OF_AMO, -due, (fee.value, days), fee.parameter, fee.since))
    return due


def _say_daily(fee: InForce, days: int, because: list[Reason]) -> int:
    due = fee.value * days
    because.append(Reason(_R.FEE_DAILY, _OF_FEE, due, (fee.value, days), fee.parameter, fee.since))
    return due


def _daily_fee(situation: Situation, stay: Stay, because: list[Reason]) -> _Daily | None:
    """Return the fee of the stay, or None: a day case and care at home bear none, nor does who is spared."""
    if stay.kind is not StayKind.FULL or not stay.nights:
        return None
    cell = spared(situation, "daily_fee")
    if cell is not None:
        because.append(Reason(_R.FEE_DAILY_EXEMPT, _OF_FEE, 0, (), cell.parameter, cell.since))
        return None
    fee = situation.values["daily_fee.psychiatric" if stay.psychiatric else "daily_fee.amount"]
    return _Daily(fee, stay.nights, int(stay.end is StayEnd.HOME))


def _costly_act(plan: FeePlan | None, situation: Situation, stay: Stay, because: list[Reason]) -> int:
    """Return the fee of costly acts that these days bear; say why there is none where one was to be expected."""
    if plan is None:
        excuse = owes_none(situation) if stay.costly_act else None
        if excuse is not None:
            because.append(say_spared(excuse))
        return 0
    if plan.fee_cents:
        because.append(Reason(plan.amo_code, _OF_AMO, -plan.fee_cents, (plan.fee_cents,)))
    because.extend(plan.reasons)
    return plan.fee_cents
