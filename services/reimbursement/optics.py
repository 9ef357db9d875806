"""Owns what a responsible contract may and must pay for glasses: once in a period, a frame's limit, the bands."""

from reimbursement.baskets import in_basket
from reimbursement.budgets import OPTICS
from reimbursement.ceilings import Ceiling
from reimbursement.errors import InvalidCare
from reimbursement.glasses import (
    BANDS,
    GLASSES,
    lines_after,
    may_renew,
    owed_in_any_case,
    pair_of,
    price_of,
    renewal_of,
)
from reimbursement.model import Guarantee, Line
from reimbursement.money import FULL_BP, share
from reimbursement.reasons import ReasonCode
from reimbursement.situation import Situation
from reimbursement.turn import Turn
from reimbursement.vocabulary import Family, GuaranteeKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_FRAME = Family.OPTICS_FRAME
_PERCENT_BASE = GuaranteeKind.PERCENT_BASE
_TO_THE_BASE = frozenset({GuaranteeKind.TICKET_MODERATEUR, GuaranteeKind.HUNDRED_PERCENT_SANTE})
STATE_CORRECTION = "state how strong the lens is: simple, complex or very_complex"


def optics_ceilings(turn: Turn) -> list[Ceiling]:
    """Too early: the ticket modérateur only. A 100 % Santé item has its price limit; others their frame and band."""
    line, situation, base = turn.line, turn.situation, turn.shares.base
    if not may_renew(turn):
        period = renewal_of(situation).found
        return [Ceiling(base, ReasonCode.AMC_RESPONSIBLE_RENEWAL, (period.value,), period)]
    if in_basket(line, situation):
        return []
    found = []
    if line.family is _FRAME:
        limit = situation.values["responsible.frame"]
        room = max(base, limit.value * line.quantity)
        found.append(Ceiling(room, ReasonCode.AMC_RESPONSIBLE_FRAME, (limit.value,), limit))
    pair = pair_of(situation.care)
    if pair.band or pair.unstated:
        limit = situation.values[f"responsible.optics.{pair.band or BANDS[0, 0]}.maximum"]
        kept = sum(owed_in_any_case(later, situation) for later in lines_after(line, situation))
        room = max(base, limit.value - _paid_before(turn) - kept)
        code = ReasonCode.AMC_RESPONSIBLE_OPTICS_CEILING
        found.append(Ceiling(room, code, (limit.value,), limit, pair.unstated))
    return found


def pay_minimum(turn: Turn) -> None:
    """Top up the glasses of a contract that covers more than the 100 % Santé basket, as late in the invoice as can be.

    Raise InvalidCare where the minimum depends on a correction that is not stated.
    """
    line, situation = turn.line, turn.situation
    glasses = [other for other in situation.care.lines if other.family in GLASSES]
    pair = pair_of(situation.care)
    if (
        not (pair.band or pair.unstated)
        or all(in_basket(other, situation) for other in glasses)
        or not any(_goes_beyond(guarantee, turn) for guarantee in turn.contract.guarantees)
    ):
        return
    room = max(0, _most(line, situation) - turn.shares.care_paid)
    later = sum(_most(other, situation) for other in lines_after(line, situation))
    missing = {}
    for band in (pair.band,) if pair.band else BANDS.values():
        minimum = situation.values[f"responsible.optics.{band}.minimum"]
        missing[min(room, max(0, minimum.value - _paid_before(turn) - turn.shares.care_paid - later))] = minimum
    if len(missing) > 1:
        raise InvalidCare(pair.unstated, "", STATE_CORRECTION)
    for cents, minimum in missing.items():
        if cents:
            turn.pay(ReasonCode.AMC_RESPONSIBLE_OPTICS_MINIMUM, cents, minimum.value, found=minimum)


def count_glasses(turn: Turn) -> None:
    """Count what has been paid in all once the contract has, and the glasses themselves beyond the base."""
    turn.state.equipment[OPTICS, turn.rank] = _paid_before(turn) + turn.shares.care_paid
    if turn.shares.amc > turn.before and turn.shares.care_paid > turn.shares.base:
        turn.state.glasses = True


def _paid_before(turn: Turn) -> int:
    """Return what was paid for earlier lines of the glasses, by AMO and the contracts up to this one."""
    return turn.state.equipment.get((OPTICS, turn.rank), 0)


def _most(line: Line, situation: Situation) -> int:
    """Return the most that can be paid of a line: its price, or the limit of a frame."""
    if line.family is not _FRAME or in_basket(line, situation):
        return price_of(line, situation)
    return min(price_of(line, situation), situation.values["responsible.frame"].value * line.quantity)


def _goes_beyond(guarantee: Guarantee, turn: Turn) -> bool:
    """Tell whether the guarantee promises more than the ticket modérateur of glasses outside the basket."""
    if (guarantee.families and guarantee.families.isdisjoint(GLASSES)) or guarantee.kind in _TO_THE_BASE:
        return False
    if guarantee.kind is not _PERCENT_BASE:
        return guarantee.value > 0
    if guarantee.includes_amo:
        return guarantee.value > FULL_BP
    shares = turn.shares
    return shares.amo + shares.local_scheme + share(shares.base, guarantee.value) > shares.base
