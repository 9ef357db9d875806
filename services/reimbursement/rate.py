"""Owns the AMO rate of a line and its share of the base before any surcharge: stated, act, person, then family."""

from reimbursement.dated import InForce
from reimbursement.fee_plan import FeePlan
from reimbursement.money import share
from reimbursement.opened import Opened
from reimbursement.prevention import prevention_rate
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Exemption, Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_RATE_ORDINARY, _RATE_STATED = ReasonCode.RATE_ORDINARY, ReasonCode.RATE_STATED
_RATE_IN_STAY, _RATE_PREVENTION = ReasonCode.RATE_IN_STAY, ReasonCode.RATE_PREVENTION
_OF_AMO = Amount.AMO
_HOMEOPATHY = Family.HOMEOPATHY
_PREVENTION = Exemption.PREVENTION
_CARE_IN_STAY = frozenset(  # acts done in a stay have the rate of the hospital; goods and trips keep theirs
    {
        "rate.doctor",
        "rate.midwife",
        "rate.dental",
        "rate.auxiliary",
        "rate.biology",
        "rate.biology.sampled_by_prescriber",
        "rate.anatomo_pathology",
    }
)
_IN_DOUBT = frozenset({Family.MEDICINE_15, Family.CURE, Family.CURE_SUPERVISION})


def amo_share(opened: Opened, situation: Situation) -> tuple[int, int, int]:
    """Return (rate in basis points, share in cents rounded half-up, flat fee taken from it in cents)."""
    line = opened.line
    stated = line.rate_bp if line.rate_bp is not None else opened.billed.rate_bp
    if stated is not None:
        paid = share(opened.base, stated)
        opened.because.append(Reason(_RATE_STATED, _OF_AMO, paid, (opened.base, stated)))
        return stated, paid, 0
    plan = situation.fees.get(line.line_no) if situation.fees else None
    if plan is not None:
        return _planned(plan, opened)
    code, found = _rate(opened, situation)
    base, rate_bp = opened.base, found.value
    paid = share(base, rate_bp)
    opened.because.append(Reason(code, _OF_AMO, paid, (base, rate_bp), found.parameter, found.since))
    return rate_bp, paid, 0


def _planned(plan: FeePlan, opened: Opened) -> tuple[int, int, int]:
    """A flat fee takes the place of the ticket modérateur: the rate is 100 %, less the fee."""
    found = plan.rate
    paid = share(opened.base, found.value)
    opened.because.append(
        Reason(plan.rate_code, _OF_AMO, paid, (opened.base, found.value), found.parameter, found.since)
    )
    if plan.fee_cents:
        opened.because.append(Reason(plan.amo_code, _OF_AMO, -plan.fee_cents, (plan.fee_cents,)))
    opened.because.extend(plan.reasons)
    return found.value, paid - plan.fee_cents, plan.fee_cents


def _rate(opened: Opened, situation: Situation) -> tuple[ReasonCode, InForce]:
    if opened.prevention:
        found = prevention_rate(opened, situation)
        if found is not None:
            return found
    if opened.line.family is not _HOMEOPATHY:  # nothing exempts from what is not reimbursed
        if situation.exempt_rate is not None:
            return _of_person(situation.exempt_rate, opened, situation)
        if _PREVENTION in situation.cover.exemptions and situation.care.related_to_exemption is not False:
            return _RATE_PREVENTION, situation.values["rate.prevention"]
    act = opened.ruling_act
    if act is not None and act.rate and situation.age < act.rate_below_age:
        return _RATE_ORDINARY, situation.values[act.rate]
    if situation.in_stay and opened.rule.rate in _CARE_IN_STAY:
        return _RATE_IN_STAY, situation.values["rate.hospital"]
    return _RATE_ORDINARY, situation.values[opened.rule.rate]


def _of_person(
    exempt_rate: tuple[ReasonCode, InForce], opened: Opened, situation: Situation
) -> tuple[ReasonCode, InForce]:
    """A situation may give a family a rate of its own, or leave it open (ALD on 15 % medicines and cures)."""
    code, found = exempt_rate
    if opened.line.family in _IN_DOUBT:
        name = f"{found.parameter.removesuffix('.rate')}.{opened.line.family.value}.rate"
        if name in situation.tables.parameters:
            return code, situation.values[name]
    return code, found
