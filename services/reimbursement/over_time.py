"""Owns guarantees that are used up: so many acts a year, so much money in a period."""

from reimbursement.budgets import is_budget, refuse_budget, scope_of
from reimbursement.guarantees import MONEY_KINDS, PMSS, counted_with, money_of, promise, reach
from reimbursement.model import Guarantee
from reimbursement.paying import take
from reimbursement.reasons import ReasonCode
from reimbursement.turn import Turn
from reimbursement.vocabulary import Counter, GuaranteeKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMC_BUDGET, _AMC_TIMES = Counter.AMC_BUDGET, Counter.AMC_TIMES
_TICKET_MODERATEUR_PLUS_EUROS = GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS
_PERCENT_PMSS = GuaranteeKind.PERCENT_PMSS


def pay_over_time(guarantee: Guarantee, turn: Turn) -> None:
    """Pay what is left of the guarantee, and count it; raise InvalidCare for a budget that is no money."""
    if is_budget(guarantee.per):
        if guarantee.kind not in MONEY_KINDS:
            raise refuse_budget(guarantee)
        _pay_from_budget(guarantee, turn)
        return
    promised = promise(guarantee, turn)
    turn.because.append(promised)
    before = turn.shares.amc
    acts, cents = _acts_left(guarantee, turn, promised.effect_cents)
    take(turn, cents)
    _count_acts(guarantee, turn, acts, before=before)


def _pay_from_budget(guarantee: Guarantee, turn: Turn) -> None:
    """The ticket modérateur, where the guarantee names it, takes nothing of the budget."""
    state, shares = turn.state, turn.shares
    first = shares.amc
    if guarantee.kind is _TICKET_MODERATEUR_PLUS_EUROS:
        turn.note(ReasonCode.AMC_TICKET_MODERATEUR, shares.ticket_left)
        take(turn, shares.ticket_left)
    scope = scope_of(turn.contract, guarantee)
    budget, used = money_of(guarantee, turn), state.used_of(guarantee, scope)
    promised = max(0, reach(guarantee, budget - used, turn))
    counted = counted_with(turn) if guarantee.includes_amo else 0
    pmss = turn.situation.values[PMSS] if guarantee.kind is _PERCENT_PMSS else None
    turn.note(ReasonCode.AMC_BUDGET, promised, budget, used, found=pmss)
    before = shares.amc
    acts, cents = _acts_left(guarantee, turn, promised)
    take(turn, cents)
    state.add(_AMC_BUDGET, scope, shares.amc - before + counted)
    _count_acts(guarantee, turn, acts, before=first)


def _acts_left(guarantee: Guarantee, turn: Turn, cents: int) -> tuple[int, int]:
    """Return how many acts of the line the guarantee still pays, and the cents of those."""
    most, quantity = guarantee.times_a_year, turn.line.quantity
    if not most:
        return quantity, cents
    used = turn.state.used_in_year(_AMC_TIMES, scope_of(turn.contract, guarantee))
    acts = max(0, min(quantity, most - used))
    if acts == quantity:
        return acts, cents
    kept = (2 * cents * acts + quantity) // (2 * quantity)
    turn.note(ReasonCode.AMC_TIMES_REACHED, kept - cents, most)
    return acts, kept


def _count_acts(guarantee: Guarantee, turn: Turn, acts: int, *, before: int) -> None:
    if guarantee.times_a_year and turn.shares.amc > before:
        turn.state.add(_AMC_TIMES, scope_of(turn.contract, guarantee), acts)
