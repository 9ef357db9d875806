"""Visits and their fee plans, for the tests of flat fees."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import reimbursement_tables
from reimbursement.fee_plan import FeePlan
from reimbursement.fees import plan_fees
from reimbursement.model import (
    Amount,
    Care,
    Contract,
    Cover,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    Setting,
    Use,
)
from reimbursement.situation import Situation

TABLES = reimbursement_tables.load()
ADULT = Cover(date(1985, 6, 15))
C2S = Contract("1", (Guarantee(GuaranteeKind.C2S),), c2s=True)
SURGEON = Professional(ProfessionalKind.SPECIALIST, Sector.ONE, "clinic")
OWN, OTHER = b"0" * 16, b"1" * 16
CARE = Care(OWN, date(2026, 2, 1), Pathway.IN, Setting.OFFICE, SURGEON, ())
EMERGENCY = CARE._replace(setting=Setting.EMERGENCY)


def a_line(number: int, base: int, family: Family = Family.TECHNICAL_ACT, **more: Any) -> Line:
    return Line(number, "", family, 1, None, base_cents=base, **more)


def plans_of(
    care: Care, *lines: Line, cover: Cover = ADULT, uses: Sequence[Use] = ()
) -> tuple[Mapping[int, FeePlan], tuple[Use, ...]]:
    care = care._replace(lines=lines)
    return plan_fees(Situation(care, cover, uses, TABLES), [(line, line.base_cents or 0) for line in lines])


def fees_of(care: Care, *lines: Line, cover: Cover = ADULT, uses: Sequence[Use] = ()) -> dict[int, tuple[int, int]]:
    """By line number: rate in basis points, and fee in cents."""
    plans, _ = plans_of(care, *lines, cover=cover, uses=uses)
    for plan in plans.values():
        assert sum(reason.effect_cents for reason in plan.reasons) == plan.fee_cents
        assert all(reason.amount is Amount.FEE for reason in plan.reasons)
    return {number: (plan.rate.value, plan.fee_cents) for number, plan in plans.items()}


def held_by(*exemptions: Exemption) -> Cover:
    return ADULT._replace(exemptions=frozenset(exemptions))


def codes_of(plans: Mapping[int, FeePlan]) -> list[ReasonCode]:
    return [reason.code for plan in plans.values() for reason in plan.reasons]
