"""Owns the facts of the glasses of an invoice: its frame and lenses, how strong they are, when they may be renewed."""

from typing import NamedTuple

from reimbursement.base_tariff import base_of
from reimbursement.baskets import in_basket, price_limit
from reimbursement.budgets import MONTHS_A_YEAR, OPTICS
from reimbursement.dated import InForce
from reimbursement.model import Care, Line
from reimbursement.opened import Opened
from reimbursement.situation import Situation
from reimbursement.turn import Turn
from reimbursement.vocabulary import Correction, Counter, Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_LENS = Family.OPTICS_LENS
_ITEM = Counter.ITEM
GLASSES = frozenset({Family.OPTICS_FRAME, _LENS})
_STRENGTH = (Correction.SIMPLE, Correction.COMPLEX, Correction.VERY_COMPLEX)
BANDS = {
    (0, 0): "simple",
    (0, 1): "simple_complex",
    (0, 2): "simple_very_complex",
    (1, 1): "complex",
    (1, 2): "complex_very_complex",
    (2, 2): "very_complex",
}


class Pair(NamedTuple):
    """The band of the two lenses; `unstated` is the field that is missing to know it. Both "": there is no lens."""

    band: str
    unstated: str = ""


class Renewal(NamedTuple):
    """How often glasses are paid for."""

    months: int
    found: InForce


def pair_of(care: Care) -> Pair:
    """Return the band of the lenses; one alone counts as two alike, of more than two the two strongest count."""
    strengths: list[int] = []
    for index, line in enumerate(care.lines):
        if line.family is _LENS:
            if not line.detail.correction:
                return Pair("", f"lines[{index}].detail.correction")
            strengths += [_STRENGTH.index(line.detail.correction)] * line.quantity
    if not strengths:
        return Pair("")
    strengths.sort()
    return Pair(BANDS[(strengths[-2] if len(strengths) > 1 else strengths[-1], strengths[-1])])


def renewal_of(situation: Situation) -> Renewal:
    """Return the period of an adult, of a child or of who sees otherwise than before, of a young child."""
    values = situation.values
    if situation.age < values["optics.young_below_age"].value:
        found = values["optics.renewal_months.young"]
        return Renewal(found.value, found)
    changed = any(line.detail.sight_changed for line in situation.care.lines if line.family in GLASSES)
    as_child = changed or situation.age < values["optics.child_below_age"].value
    found = values["optics.renewal_years.child" if as_child else "optics.renewal_years"]
    return Renewal(found.value * MONTHS_A_YEAR, found)


def may_renew(turn: Turn) -> bool:
    """Tell whether no contract has paid for glasses in the period."""
    return not turn.state.used_in_months(_ITEM, OPTICS, renewal_of(turn.situation).months)


def lines_after(line: Line, situation: Situation) -> list[Line]:
    """Return the frame and lenses that are settled after the line."""
    return [other for other in situation.care.lines if other.family in GLASSES and other.line_no > line.line_no]


def price_of(line: Line, situation: Situation) -> int:
    """Return what the line costs in cents: its base where no price is stated."""
    return _base(line, situation) if line.price_cents is None else line.price_cents


def owed_in_any_case(line: Line, situation: Situation) -> int:
    """Return in cents what AMO and the contract pay at least: the base, or all of a 100 % Santé item."""
    if not in_basket(line, situation):
        return _base(line, situation)
    price, limit = price_of(line, situation), price_limit(line, situation)
    return price if limit is None else min(price, limit.value * line.quantity)


def _base(line: Line, situation: Situation) -> int:
    opened = Opened(line, situation)
    base_of(opened, situation)
    return opened.base
