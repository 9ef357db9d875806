"""Owns the flat fee of an emergency visit that no stay follows (forfait patient urgences, since 2022)."""

from collections.abc import Sequence

from reimbursement.dated import InForce
from reimbursement.fee_plan import FeePlan
from reimbursement.fee_terms import (
    CARE,
    NONE_DUE,
    REDUCED,
    Planned,
    Priced,
    acts_first,
    charged_before,
    full_rate,
    keeps_own_rate,
    spared,
    spread,
    without_fee,
)
from reimbursement.model import Use
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Counter, Exemption, ProfessionalKind

_R = ReasonCode
_GYNAECOLOGY = frozenset({ProfessionalKind.GYNAECOLOGIST, ProfessionalKind.MIDWIFE})


def plan_emergency(situation: Situation, opened: Sequence[Priced]) -> Planned | None:
    """Return the plan of the visit: its care at 100 %, one fee in all, whole, reduced or none by situation.

    None where there is no such fee: before 2022, gynaecological emergencies (left out at the start; the tables say from
    when they are in, `emergency.gynaecology`), no line of care. One fee a day and practice.
    """
    whole = situation.values.find("emergency.fee")
    bearing = acts_first([each for each in opened if each[0].family in CARE and not keeps_own_rate(each[0], situation)])
    if whole is None or not bearing or _left_out(situation):
        return None
    excuse = spared(situation, "emergency_fee") or _newborn(situation)
    if excuse is not None:
        return _spared(situation, bearing, excuse), ()
    care = situation.care
    practice = care.professional.practice_id
    if charged_before(situation, Counter.EMERGENCY_FEE, practice, day=situation.day):
        return _charged(situation, bearing, {}), ()
    cell = situation.charge("emergency_fee")
    if cell is not None and cell.value == REDUCED:
        code, fee = _R.FEE_EMERGENCY_REDUCED, situation.values["emergency.fee.reduced"]
    else:
        code, fee = _R.FEE_EMERGENCY, whole
    because = {
        number: Reason(code, Amount.FEE, part, (fee.value,), fee.parameter, fee.since)
        for number, part in spread(fee, bearing, situation).items()
        if part
    }
    use = Use(Counter.EMERGENCY_FEE, practice, situation.day, fee.value, care.receipt_id)
    return _charged(situation, bearing, because), (use,)


def _left_out(situation: Situation) -> bool:
    if situation.care.professional.kind not in _GYNAECOLOGY:
        return False
    return situation.values.find("emergency.gynaecology") is None


def _newborn(situation: Situation) -> InForce | None:
    """A newborn's other rights are those of a stay; this one is of the visit."""
    if Exemption.NEWBORN not in situation.cover.exemptions:
        return None
    cell = situation.values.find("situation.newborn.emergency_fee")
    return cell if cell is not None and cell.value == NONE_DUE else None


def _charged(situation: Situation, bearing: Sequence[Priced], because: dict[int, Reason]) -> dict[int, FeePlan]:
    rate = situation.values["rate.emergency"]
    plans = {}
    for line, _ in bearing:
        reason = because.get(line.line_no)
        fee, reasons = (0, ()) if reason is None else (reason.effect_cents, (reason,))
        plans[line.line_no] = FeePlan(_R.RATE_EMERGENCY, rate, fee, _R.AMO_EMERGENCY_FEE, reasons)
    return plans


def _spared(situation: Situation, bearing: Sequence[Priced], cell: InForce) -> dict[int, FeePlan]:
    """Nothing is left to the person: the rate is that of the situation, else that of the visit."""
    code, rate = full_rate(situation) or (_R.RATE_EMERGENCY, situation.values["rate.emergency"])
    said = Reason(_R.FEE_EMERGENCY_EXEMPT, Amount.FEE, 0, (), cell.parameter, cell.since)
    return without_fee(bearing, FeePlan(code, rate, 0, _R.AMO_EMERGENCY_FEE, ()), said)
