"""Owns what a published case says in its own way: the facts of a stay, and the details that follow from the rest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reimbursement.dated import age_on
from reimbursement.families import DOCTORS
from reimbursement.model import (
    PLAIN,
    Basket,
    Cover,
    Detail,
    Exemption,
    Family,
    GuaranteeKind,
    Line,
    Prevention,
    Stay,
    StayEnd,
    StayKind,
)
from reimbursement.model import ProfessionalKind as Kind
from tools.cases.numbers import cents

_IN_A_BASKET = frozenset({Family.OPTICS_FRAME, Family.OPTICS_LENS, Family.HEARING_AID, Family.DENTAL_PROSTHESIS})
# Dental check of the young (M'T dents): its shares and ages are those of the rules' §1.3, from that day on.
_DENTAL_CHECK_FROM, _DENTAL_CHECK_AGES = date(2025, 4, 1), range(3, 25)
_BREAST_SCREENING_AGES = range(50, 75)
_ANATOMO_PATHOLOGY = "P"
_VISITS = frozenset({Family.CONSULTATION, Family.DENTAL_CARE})
_FACTS = frozenset({"days", "daily_price", "kind", "end", "psychiatric", "days_before", "costly_act"})
_UNSAID = (None, False, "", "0", 0)


def unknown_stay_facts(raw: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the facts of a stay whose meaning the format does not give, and `days` when they are not said."""
    stay = {"days": None} | dict(raw) if raw is not None else {"days": 0}
    unknown = sorted(name for name, value in stay.items() if name not in _FACTS and value not in _UNSAID)
    return (*unknown, "days") if stay["days"] is None else tuple(unknown)


def stay_of(raw: Mapping[str, Any] | None) -> Stay | None:
    """Return the stay of `{"days": n}` and its other facts; `days` are the nights, the exit day comes on top."""
    if raw is None:
        return None
    price = raw.get("daily_price")
    return Stay(
        "the stay",
        int(raw.get("days") or 0),
        None if price is None else cents(price),
        StayKind(raw.get("kind") or StayKind.FULL),
        StayEnd(raw.get("end") or StayEnd.HOME),
        psychiatric=bool(raw.get("psychiatric")),
        days_before=int(raw.get("days_before") or 0),
        costly_act=bool(raw.get("costly_act")),
    )


def understood(line: Line, kind: Kind, cover: Cover, *, day: date, related: bool | None) -> Line:
    """Return the line with what the format leaves to be understood.

    The family, where the format names two together: anatomo-pathology (P) is written as biology, a doctor's
    supervision of a spa cure as cure. The basket of the guarantee, and the act of a prevention.
    """
    family = _family(line, kind)
    prevents = Exemption.PREVENTION in cover.exemptions and related is not False
    basket = Basket.HUNDRED_PERCENT_SANTE if family in _IN_A_BASKET and _is_in_basket(cover) else Basket.NONE
    prevention = _prevention(family, kind, cover, day=day) if prevents else Prevention.NONE
    detail = Detail(basket=basket, prevention=prevention) if basket or prevention else PLAIN
    return line._replace(family=family, detail=detail)


def _family(line: Line, kind: Kind) -> Family:
    if line.family is Family.BIOLOGY and line.code == _ANATOMO_PATHOLOGY:
        return Family.ANATOMO_PATHOLOGY
    return Family.CURE_SUPERVISION if line.family is Family.CURE and kind in DOCTORS else line.family


def _is_in_basket(cover: Cover) -> bool:
    return any(
        guarantee.kind is GuaranteeKind.HUNDRED_PERCENT_SANTE
        for contract in cover.contracts
        for guarantee in contract.guarantees
    )


def _prevention(family: Family, kind: Kind, cover: Cover, *, day: date) -> Prevention:
    """Two prevention acts have rules of their own, and who does them tells which; the others are at 100 %."""
    age = age_on(cover.birth_date, day)
    if kind is Kind.DENTIST and family in _VISITS and day >= _DENTAL_CHECK_FROM and age in _DENTAL_CHECK_AGES:
        return Prevention.DENTAL_CHECK
    if family is Family.IMAGING and age in _BREAST_SCREENING_AGES:
        return Prevention.BREAST_SCREENING
    return Prevention.NONE
