"""Owns the 100 % Santé basket: which line is of it, and up to which price nothing is left to pay."""

from reimbursement.dated import InForce
from reimbursement.model import Line
from reimbursement.situation import Situation
from reimbursement.vocabulary import Basket, Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_HUNDRED_PERCENT_SANTE = Basket.HUNDRED_PERCENT_SANTE
_HEARING_AID = Family.HEARING_AID
_BY_FAMILY = {Family.OPTICS_FRAME: "optics.price_limit.frame", Family.OPTICS_LENS: "optics.price_limit.lens"}
EQUIPPED = frozenset(
    {Family.OPTICS_FRAME, Family.OPTICS_LENS, Family.HEARING_AID, Family.DENTAL_PROSTHESIS, Family.LPP}
)
"""Families that have such a basket."""


def in_basket(line: Line, situation: Situation) -> bool:
    """Tell whether the line is of the basket: as stated, else as the tables say."""
    stated = line.detail.basket
    if not stated:
        act = situation.tables.acts.get(line.code)
        return act is not None and act.basket is _HUNDRED_PERCENT_SANTE
    return stated is _HUNDRED_PERCENT_SANTE


def price_limit(line: Line, situation: Situation) -> InForce | None:
    """Return the most that may be charged for one such item in cents, None where no limit is known for its kind.

    Raise NotEstablished for an act whose own limit is not known that day.
    """
    values = situation.values
    act = situation.tables.acts.get(line.code)
    if act is not None and act.price_limit:
        return values[act.price_limit]
    if line.family is _HEARING_AID:
        adult = situation.age >= values["hearing_aid.adult_from_age"].value
        return values.find("hearing_aid.price_limit.adult" if adult else "hearing_aid.price_limit.young")
    name = _BY_FAMILY.get(line.family)
    return None if name is None else values.find(name)
