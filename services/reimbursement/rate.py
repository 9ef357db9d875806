"""Owns steps 2 and 3: the AMO rate of a line, and its share of the base before any surcharge."""

from reimbursement.errors import NotCovered
from reimbursement.model import Line
from reimbursement.money import FULL_BP, share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_RATE_COMPULSORY_EXAM = ReasonCode.RATE_COMPULSORY_EXAM
_RATE_ORDINARY = ReasonCode.RATE_ORDINARY
_OF_AMO = Amount.AMO
_RATE_STATED = ReasonCode.RATE_STATED
_TECHNICAL_ACT = Family.TECHNICAL_ACT


def amo_share(line: Line, base: int, situation: Situation, *, because: list[Reason]) -> tuple[int, int]:
    """Return (rate in basis points, share in cents rounded half-up). Priority: stated, act, person, family."""
    act = situation.act_of(line)
    stated = line.rate_bp if line.rate_bp is not None else act.rate_bp
    if stated is not None:
        return _stated(stated, base, because)
    exam = situation.tables.acts.get(act.code)
    if exam is not None and exam.compulsory_exam:
        code, found = _RATE_COMPULSORY_EXAM, situation.values["rate.compulsory_exam"]
    elif situation.exempt_rate is not None:
        code, found = situation.exempt_rate
    else:
        code, found = _RATE_ORDINARY, situation.ordinary_rate
    paid = share(base, found.value)
    because.append(Reason(code, _OF_AMO, paid, (base, found.value), found.parameter, found.since))
    return found.value, paid


def _stated(rate_bp: int, base: int, because: list[Reason]) -> tuple[int, int]:
    paid = share(base, rate_bp)
    because.append(Reason(_RATE_STATED, _OF_AMO, paid, (base, rate_bp)))
    return rate_bp, paid


def refuse_costly_act(line: Line, rate_bp: int, situation: Situation) -> None:
    """Raise NotCovered for an act whose proportional share is replaced by the flat fee for costly acts (PAS)."""
    if line.family is not _TECHNICAL_ACT or rate_bp >= FULL_BP:
        return
    coefficient = line.coefficient_milli or 0
    if (
        situation.technical_base >= situation.values["costly_act.threshold"].value
        or coefficient >= situation.values["costly_act.coefficient"].value * 1_000
    ):
        raise NotCovered("costly_act")
