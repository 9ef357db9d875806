"""Owns which items of a published case are in the 100 % Santé basket that a guarantee names, by the tables."""

from reimbursement.baskets import price_limit
from reimbursement.model import Basket, Care, Cover, Family, Line
from reimbursement.rule_tables import Tables
from reimbursement.situation import Situation

_FREE_TARIFF = {Family.OPTICS_FRAME: "tariff.optics_frame.free", Family.OPTICS_LENS: "tariff.optics_lens.free"}


def with_baskets(care: Care, cover: Cover, tables: Tables) -> Care:
    """Return the care with the items put outside the basket that are of another class: by code, base or price.

    The contract is one for all the lines, so a guarantee of the basket says nothing of a frame of class B.
    """
    if all(line.detail.basket is Basket.NONE for line in care.lines):
        return care
    situation = Situation(care, cover, (), tables)
    several = any(len(contract.guarantees) > 1 for contract in cover.contracts)
    return care._replace(lines=tuple(_placed(line, situation, several=several) for line in care.lines))


def with_known_limits(care: Care, tables: Tables) -> Tables:
    """Return the tables without the price limits that are not known that day: the format says that none is passed."""
    values = tables.on(care.care_date)
    known = {line.code: tables.acts[line.code] for line in care.lines if line.code in tables.acts}
    unknown = {
        code: act._replace(price_limit="")
        for code, act in known.items()
        if act.price_limit and values.find(act.price_limit) is None
    }
    return Tables(tables.parameters, {**tables.acts, **unknown}, version=tables.version) if unknown else tables


def _placed(line: Line, situation: Situation, *, several: bool) -> Line:
    act = situation.tables.acts.get(line.code)
    if act is not None and act.basket is not Basket.NONE:
        return line._replace(detail=line.detail._replace(basket=act.basket))
    free = situation.values.find(_FREE_TARIFF.get(line.family, ""))
    of_class_b = free is not None and line.base_cents is not None and line.base_cents <= free.value * line.quantity
    if of_class_b or (several and _is_of_class_2(line, situation)):
        return line._replace(detail=line.detail._replace(basket=Basket.FREE))
    return line


def _is_of_class_2(line: Line, situation: Situation) -> bool:
    """Both classes of hearing aids have one base: the price tells them apart, where another guarantee is for them."""
    if line.family is not Family.HEARING_AID or line.price_cents is None:
        return False
    limit = price_limit(line, situation)
    return limit is not None and line.price_cents > limit.value * line.quantity
