"""Owns the rates of prevention acts: exams, screenings, contraception before 26, the yearly dental check."""

from reimbursement.dated import InForce
from reimbursement.model import Use
from reimbursement.opened import Opened
from reimbursement.reasons import ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Counter, Family, Prevention

_P, _R = Prevention, ReasonCode
_PLAIN = {
    _P.COMPULSORY_EXAM: (_R.RATE_COMPULSORY_EXAM, "rate.compulsory_exam"),
    _P.PREGNANCY_EXAM: (_R.RATE_PREGNANCY_EXAM, "rate.pregnancy_exam"),
    _P.BREAST_SCREENING: (_R.RATE_SCREENING, "rate.breast_screening"),
    _P.COLORECTAL_SCREENING: (_R.RATE_SCREENING, "rate.colorectal_screening"),
    _P.HIV_SCREENING: (_R.RATE_SCREENING, "rate.hiv_screening"),
}
_VISITS = frozenset({Family.CONSULTATION, Family.VISIT, Family.MIDWIFE})


def prevention_rate(opened: Opened, situation: Situation) -> tuple[ReasonCode, InForce] | None:
    """Return the rate of the prevention act with its reason, or None where the ordinary rules hold."""
    kind, values = opened.prevention, situation.values
    if kind is _P.CONTRACEPTION:
        if not _contraception_holds(opened, situation):
            return None
        return _R.RATE_CONTRACEPTION, values["rate.contraception"]
    if kind is _P.DENTAL_CHECK:
        insured = bool(situation.cover.contracts)
        return _R.RATE_DENTAL_CHECK, values["rate.dental_check" if insured else "rate.dental_check.without_amc"]
    code, parameter = _PLAIN[kind]
    return code, values[parameter]


def _contraception_holds(opened: Opened, situation: Situation) -> bool:
    """Below the age limit; visits are counted by calendar year, the rest of the care is not."""
    if situation.age >= situation.values["contraception.below_age"].value:
        return False
    if opened.line.family not in _VISITS:
        return True
    return _visits(situation) < situation.values["contraception.visits_a_year"].value


def _visits(situation: Situation) -> int:
    own, year = situation.care.receipt_id, situation.day.year
    return sum(
        use.amount_cents
        for use in situation.uses
        if use.counter is Counter.CONTRACEPTION_VISIT and use.day.year == year and use.receipt_id != own
    )


def contraception_use(opened: Opened, situation: Situation) -> Use | None:
    """Return the visit that this line uses up, if it is one."""
    if opened.prevention is not _P.CONTRACEPTION or opened.line.family not in _VISITS:
        return None
    return Use(Counter.CONTRACEPTION_VISIT, "", situation.day, opened.line.quantity, situation.care.receipt_id)


def is_secret(opened: Opened, situation: Situation) -> bool:
    """Tell whether a minor's parents may not see it (contraception)."""
    return opened.prevention is _P.CONTRACEPTION and situation.age < situation.values["participation.from_age"].value
