"""Owns how much of a promise is paid: never above what is left, never above a ceiling that holds for the line."""

from reimbursement.baskets import EQUIPPED, in_basket, price_limit
from reimbursement.ceilings import Ceiling, hearing_ceiling, overrun_ceilings
from reimbursement.errors import InvalidCare
from reimbursement.glasses import GLASSES
from reimbursement.optics import STATE_CORRECTION, optics_ceilings
from reimbursement.reasons import ReasonCode
from reimbursement.turn import Turn
from reimbursement.vocabulary import Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMC_LIMITED_TO_LEFT = ReasonCode.AMC_LIMITED_TO_LEFT
_AMC_PRICE_LIMIT = ReasonCode.AMC_PRICE_LIMIT
_HEARING_AID = Family.HEARING_AID


def take(turn: Turn, cents: int, *, whole: bool = False) -> None:
    """Pay what can be paid of an amount already noted, and note what is cut.

    `whole`: it is the promise to pay all of a 100 % Santé item, which ends at its price limit in every contract.
    """
    shares = turn.shares
    left = shares.left
    if cents > left:
        turn.note(_AMC_LIMITED_TO_LEFT, left - cents)
        cents = left
    if cents > shares.ticket_left and (turn.responsible or whole or turn.line.detail.generic_refused):
        for each in _ceilings(turn, whole=whole):
            excess = shares.care_paid + cents - each.cents
            if excess > 0 and cents:
                if each.unstated:
                    raise InvalidCare(each.unstated, "", STATE_CORRECTION)
                excess = min(excess, cents)
                turn.note(each.code, -excess, *each.values, found=each.found)
                cents -= excess
    shares.amc += cents


def pay_whole(turn: Turn) -> None:
    """Pay all that is left of a 100 % Santé item, up to its price limit."""
    left = turn.shares.left
    if left:
        turn.note(ReasonCode.AMC_HUNDRED_PERCENT_SANTE, left)
        take(turn, left, whole=True)


def whole_is_due(turn: Turn) -> bool:
    """Tell whether the item is of the 100 % Santé basket; not one that AMO takes no part in."""
    return turn.family in EQUIPPED and turn.shares.base > 0 and in_basket(turn.line, turn.situation)


def _ceilings(turn: Turn, *, whole: bool) -> list[Ceiling]:
    found = []
    base = turn.shares.base
    if whole or whole_is_due(turn):
        limit = price_limit(turn.line, turn.situation)
        if limit is not None:
            price = max(base, limit.value * turn.line.quantity)
            found.append(Ceiling(price, _AMC_PRICE_LIMIT, (price,), limit))
    if turn.line.detail.generic_refused:  # what goes beyond the price of the generic stays with the person
        found.append(Ceiling(base, _AMC_PRICE_LIMIT, (base,)))
    if not turn.responsible:
        return found
    if turn.line.family in GLASSES:
        return found + optics_ceilings(turn)
    if turn.line.family is _HEARING_AID:
        return [*found, hearing_ceiling(turn)]
    return found + overrun_ceilings(turn)
