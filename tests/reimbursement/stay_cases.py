"""Stays and their shares, for the tests of hospital days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import reimbursement_tables
from reimbursement.fees import plan_fees
from reimbursement.model import (
    Amount,
    Care,
    Cover,
    Family,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Reason,
    Sector,
    Setting,
    Stay,
    Use,
)
from reimbursement.situation import Situation
from reimbursement.stay import StayShare, stay_share

TABLES = reimbursement_tables.load()
ADULT = Cover(date(1985, 6, 15))
SPARED_DAILY = ADULT._replace(alsace_moselle=True)  # owes no daily fee, has no other exemption
HOSPITAL = Professional(ProfessionalKind.OTHER, Sector.UNKNOWN, "hospital")
OWN, OTHER = b"0" * 16, b"1" * 16
DAYS = Line(1, "", Family.HOSPITAL_DAY, 1, None)
CARE = Care(OWN, date(2026, 2, 1), Pathway.NOT_CONCERNED, Setting.HOSPITAL_STAY, HOSPITAL, ())


def settled_stay(
    stay: Stay, base: int, *, cover: Cover = ADULT, uses: Sequence[Use] = (), **care: Any
) -> tuple[StayShare, list[Reason], tuple[Use, ...]]:
    """The share of the days of a stay, its reasons and the use that it leaves."""
    line = DAYS._replace(base_cents=base, rate_bp=care.pop("rate_bp", None))
    others = care.pop("others", ())
    situation = Situation(CARE._replace(stay=stay, lines=(line, *others), **care), cover, uses, TABLES)
    situation.fees, left = plan_fees(situation, [(line, base), *((other, other.base_cents or 0) for other in others)])
    because: list[Reason] = []
    found = stay_share(line, base, situation, because=because)
    for amount, cents in ((Amount.AMO, found.amo_cents), (Amount.FEE, found.fee_cents)):
        assert sum(reason.effect_cents for reason in because if reason.amount is amount) == cents
    return found, because, left


def share_of(stay: Stay, base: int, **more: Any) -> StayShare:
    return settled_stay(stay, base, **more)[0]


def a_stay(nights: int, **more: Any) -> Stay:
    return Stay("s", nights, **more)
