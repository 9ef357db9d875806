"""Owns steps 2 and 3: the AMO rate of a line, and its share of the base before any surcharge."""

from reimbursement.errors import NotCovered
from reimbursement.model import Line
from reimbursement.money import FULL_BP, share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family


def amo_share(line: Line, base: int, situation: Situation, because: list[Reason]) -> tuple[int, int]:
    """Return (rate in basis points, share in cents rounded half-up). Priority: stated, act, person, family."""
    act = situation.act_of(line)
    stated = line.rate_bp if line.rate_bp is not None else act.rate_bp
    if stated is not None:
        return _stated(stated, base, because)
    exam = situation.tables.acts.get(act.code)
    if exam is not None and exam.compulsory_exam:
        code, found = ReasonCode.RATE_COMPULSORY_EXAM, situation.at("rate.compulsory_exam")
    elif situation.exempt_rate is not None:
        code, found = situation.exempt_rate
    else:
        code, found = ReasonCode.RATE_ORDINARY, situation.ordinary_rate
    paid = share(base, found.value)
    because.append(Reason(code, Amount.AMO, paid, (base, found.value), found.parameter, found.since))
    return found.value, paid


def _stated(rate_bp: int, base: int, because: list[Reason]) -> tuple[int, int]:
    paid = share(base, rate_bp)
    because.append(Reason(ReasonCode.RATE_STATED, Amount.AMO, paid, (base, rate_bp)))
    return rate_bp, paid


def refuse_costly_act(line: Line, rate_bp: int, bases: dict[int, int], situation: Situation) -> None:
    """Raise NotCovered for an act whose proportional share is replaced by the flat fee for costly acts (PAS)."""
    if line.family is not Family.TECHNICAL_ACT or rate_bp >= FULL_BP:
        return
    together = sum(bases[other.line_no] for other in situation.care.lines if other.family is Family.TECHNICAL_ACT)
    coefficient = line.coefficient_milli or 0
    if (
        together >= situation.at("costly_act.threshold").value
        or coefficient >= situation.at("costly_act.coefficient").value * 1_000
    ):
        raise NotCovered("costly_act")
