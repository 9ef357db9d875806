"""Owns what health insurance takes part in only so often: sessions a year, items over years, a cure's ceiling."""

from datetime import date

from reimbursement.dated import InForce
from reimbursement.model import Use
from reimbursement.opened import Opened
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Counter, Family

_F = Family
_PSYCHOLOGIST, _HEARING_AID = "psychologist", "hearing_aid"
_ABOVE_CEILING = frozenset({_F.CURE_TRAVEL, _F.CURE_LODGING})
LIMITED = frozenset({_F.PSYCHOLOGIST, _F.HEARING_AID}) | _ABOVE_CEILING
_EARS = 2


def limit_base(opened: Opened, situation: Situation) -> Use | None:
    """Take off the base what is beyond a limit, and return what this line uses up of it."""
    family = opened.line.family
    if family is _F.PSYCHOLOGIST:
        return _sessions(opened, situation)
    if family is _F.HEARING_AID:
        return _hearing_aid(opened, situation)
    if not situation.care.below_cure_ceiling:
        ceiling = situation.values["cure.ceiling"]
        _take(opened, 0, ReasonCode.BASE_ABOVE_CURE_CEILING, ceiling)
    return None


def _sessions(opened: Opened, situation: Situation) -> Use | None:
    limit = situation.values["psychologist.sessions_a_year"]
    own, year = situation.care.receipt_id, situation.day.year
    used = situation.limits_taken.get(_PSYCHOLOGIST, 0) + sum(
        use.amount_cents
        for use in situation.uses
        if use.counter is Counter.SESSION
        and use.scope == _PSYCHOLOGIST
        and use.day.year == year
        and use.receipt_id != own
    )
    allowed = max(0, min(opened.line.quantity, limit.value - used))
    if allowed < opened.line.quantity:
        kept = opened.base * allowed // opened.line.quantity
        _take(opened, kept, ReasonCode.BASE_SESSIONS_REACHED, limit)
    return _use(Counter.SESSION, _PSYCHOLOGIST, allowed, situation)


def _hearing_aid(opened: Opened, situation: Situation) -> Use | None:
    """One aid an ear in the period; where the ear is not said, two in all."""
    years = situation.values["hearing_aid.renewal_years"]
    side = opened.line.detail.side
    scope = f"{_HEARING_AID}:{side}"
    start = years_before(situation.day, years.value)
    own = situation.care.receipt_id
    used = sum(
        use.amount_cents
        for use in situation.uses
        if use.counter is Counter.ITEM
        and use.receipt_id != own
        and use.day > start
        and years_before(use.day, years.value) < situation.day  # one of a later period takes nothing from this one
        and (use.scope == scope if side else use.scope.startswith(_HEARING_AID))
    ) + situation.limits_taken.get(scope, 0)
    allowed = max(0, min(opened.line.quantity, (1 if side else _EARS) - used))
    if allowed < opened.line.quantity:
        kept = opened.base * allowed // opened.line.quantity
        _take(opened, kept, ReasonCode.BASE_NOT_RENEWABLE, years)
    return _use(Counter.ITEM, scope, allowed, situation)


def years_before(day: date, years: int) -> date:
    """Return the same day `years` earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _use(counter: Counter, scope: str, amount: int, situation: Situation) -> Use | None:
    if not amount:
        return None
    situation.limits_taken[scope] = situation.limits_taken.get(scope, 0) + amount
    return Use(counter, scope, situation.day, amount, situation.care.receipt_id)


def _take(opened: Opened, kept: int, code: ReasonCode, limit: InForce) -> None:
    values = (limit.value,)
    opened.because.append(Reason(code, Amount.BASE, kept - opened.base, values, limit.parameter, limit.since))
    opened.base = kept
