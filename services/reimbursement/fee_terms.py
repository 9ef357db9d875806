"""Owns what the flat fees of acts have in common: who owes them, whether one was charged, which line bears it."""

from collections.abc import Sequence
from datetime import date

from reimbursement.dated import InForce
from reimbursement.errors import NotEstablished
from reimbursement.fee_plan import FeePlan
from reimbursement.model import Line, Use
from reimbursement.money import FULL_BP
from reimbursement.reasons import Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Counter, Exemption, Family, Prevention

NONE_DUE, REDUCED = 0, 2  # the words of a cell of the situations

Priced = tuple[Line, int]
"""A line with its base in cents."""
Planned = tuple[dict[int, FeePlan], tuple[Use, ...]]

_F = Family
CARE = frozenset(
    {
        _F.CONSULTATION,
        _F.VISIT,
        _F.TECHNICAL_ACT,
        _F.IMAGING,
        _F.MIDWIFE,
        _F.DENTAL_CARE,
        _F.AUXILIARY,
        _F.BIOLOGY,
        _F.ANATOMO_PATHOLOGY,
        _F.SURCHARGE,
    }
)
"""What is done for the person on the spot; trips and products keep rules of their own."""


def full_rate(situation: Situation) -> tuple[ReasonCode, InForce] | None:
    """Return the situation that gives the person 100 % for this care, with its reason, or None."""
    exempt = situation.exempt_rate
    if exempt is not None:
        return exempt if exempt[1].value >= FULL_BP else None
    if Exemption.PREVENTION in situation.cover.exemptions and situation.care.related_to_exemption is not False:
        return ReasonCode.RATE_PREVENTION, situation.values["rate.prevention"]
    return None


def spared(situation: Situation, column: str) -> InForce | None:
    """Return why the person owes no such fee: a cell of the situations that says none, or None."""
    cell = situation.charge(column)
    return cell if cell is not None and cell.value == NONE_DUE else None


def without_fee(lines: Sequence[Priced], plan: FeePlan, said: Reason) -> dict[int, FeePlan]:
    """Return that plan for each of the lines; the first says why there is no fee."""
    plans = {line.line_no: plan for line, _ in lines}
    for line, _ in lines[:1]:
        plans[line.line_no] = plan._replace(reasons=(said,))
    return plans


def keeps_own_rate(line: Line, situation: Situation) -> bool:
    """Tell whether the rate is stated, or is that of a prevention act: no fee takes its place."""
    billed = situation.act_of(line)
    if line.rate_bp is not None or billed.rate_bp is not None or billed.detail.prevention is not Prevention.NONE:
        return True
    act = situation.tables.acts.get(billed.code)
    return act is not None and act.prevention is not Prevention.NONE


def charged_before(situation: Situation, counter: Counter, scope: str, *, day: date | None = None) -> bool:
    """Tell whether other receipts charged the fee in that scope (that day only, when given), cancelled ones apart."""
    own = situation.care.receipt_id
    return (
        sum(
            use.amount_cents
            for use in situation.uses
            if use.counter is counter and use.scope == scope and use.receipt_id != own and day in (None, use.day)
        )
        > 0
    )


def spread(fee: InForce, lines: Sequence[Priced], situation: Situation) -> dict[int, int]:
    """Return the cents of the fee by line number: whole on the first line that can bear it, else on one after another.

    A line that also has room for its flat participation is preferred. Raise NotEstablished
    ("emergency.fee.above_base", "costly_act.fee.above_base") when all the bases are below the fee: no rule says what
    happens then.
    """
    participation = situation.values["participation.per_act"].value
    for beside in (participation, 0):
        for line, base in lines:
            if base >= fee.value + beside * line.quantity:
                return {line.line_no: fee.value}
    parts, left = {}, fee.value
    for line, base in lines:
        parts[line.line_no] = min(left, base)
        left -= parts[line.line_no]
    if left:
        raise NotEstablished(f"{fee.parameter.removesuffix('.reduced')}.above_base", situation.day)
    return parts


def acts_first(lines: Sequence[Priced]) -> list[Priced]:
    """Order the lines as they bear a fee: acts, then supplements."""
    return sorted(lines, key=lambda each: each[0].family is _F.SURCHARGE)
