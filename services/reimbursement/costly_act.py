"""Owns the flat fee of costly acts (participation forfaitaire actes lourds): which acts, who pays it, once a visit."""

from collections.abc import Sequence

from reimbursement.dated import InForce
from reimbursement.fee_plan import FeePlan
from reimbursement.fee_terms import (
    Planned,
    Priced,
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
from reimbursement.vocabulary import Counter, Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_TECHNICAL_ACT, _IMAGING, _SURCHARGE = Family.TECHNICAL_ACT, Family.IMAGING, Family.SURCHARGE
_R = ReasonCode
_FEE = "costly_act.fee"


def costly_acts(situation: Situation, opened: Sequence[Priced]) -> list[Priced]:
    """Return the technical acts when one, or all together, reach the threshold or the coefficient; else none.

    Acts that the same professional does together are cumulated; those whose rate is stated, or is that of a prevention
    act, count but are not returned.
    """
    acts = [each for each in opened if each[0].family is _TECHNICAL_ACT]
    if not acts:
        return []
    if (
        sum([base for _, base in acts]) < situation.values["costly_act.threshold"].value
        and sum([line.coefficient_milli or 0 for line, _ in acts])
        < situation.values["costly_act.coefficient"].value * 1_000
    ):
        return []
    return [each for each in acts if not keeps_own_rate(each[0], situation)]


def plan_costly_act(situation: Situation, opened: Sequence[Priced]) -> Planned:
    """Return the plan of a visit outside a stay: costly acts at 100 %, one fee in all, a day and practice."""
    plans = plan_imaging(situation, opened)
    costly = costly_acts(situation, opened)
    if not costly:
        return plans, ()
    bearing = costly + supplements(situation, opened, costly)
    if owes_none(situation) is not None:
        return plans | plan_spared(situation, bearing), ()
    practice = situation.care.professional.practice_id
    before = charged_before(situation, Counter.COSTLY_ACT, practice, day=situation.day)
    planned, uses = charge(situation, bearing, scope=practice, before=before)
    return plans | planned, uses


def supplements(situation: Situation, opened: Sequence[Priced], costly: Sequence[Priced]) -> list[Priced]:
    """Return the supplements that go with costly acts."""
    numbers = {line.line_no for line, _ in costly}
    return [
        each
        for each in opened
        if each[0].family is _SURCHARGE
        and situation.act_of(each[0]).line_no in numbers
        and not keeps_own_rate(each[0], situation)
    ]


def charge(situation: Situation, bearing: Sequence[Priced], *, scope: str, before: bool) -> Planned:
    """Return these lines at 100 %, with the fee on the first that can bear it, and the use; nothing twice."""
    fee = situation.values[_FEE]
    if before:
        said = Reason(_R.FEE_COSTLY_ACT_ALREADY, Amount.FEE, 0, (fee.value,), fee.parameter, fee.since)
        return without_fee(bearing, at_full_rate(situation), said), ()
    parts = spread(fee, bearing, situation)
    plans = {line.line_no: _bearing(situation, fee, parts.get(line.line_no, 0)) for line, _ in bearing}
    return plans, (Use(Counter.COSTLY_ACT, scope, situation.day, fee.value, situation.care.receipt_id),)


def at_full_rate(situation: Situation, *because: Reason) -> FeePlan:
    """Return the plan of a line at 100 % that bears no fee itself."""
    return FeePlan(_R.RATE_COSTLY_ACT, situation.values["rate.costly_act"], 0, _R.AMO_COSTLY_ACT_FEE, because)


def _bearing(situation: Situation, fee: InForce, part: int) -> FeePlan:
    if not part:
        return at_full_rate(situation)
    said = Reason(_R.FEE_COSTLY_ACT, Amount.FEE, part, (fee.value,), fee.parameter, fee.since)
    return at_full_rate(situation, said)._replace(fee_cents=part)


def plan_imaging(situation: Situation, opened: Sequence[Priced]) -> dict[int, FeePlan]:
    """Return the images that reach the threshold each on its own: 100 %, and never a fee."""
    if full_rate(situation) is not None:
        return {}
    plans = {}
    for line, base in opened:
        if line.family is not _IMAGING:
            continue
        threshold = situation.values["costly_act.threshold"]
        if base >= threshold.value * line.quantity and not keeps_own_rate(line, situation):
            said = Reason(_R.FEE_COSTLY_ACT_NOT_FOR_IMAGING, Amount.FEE, 0, (), threshold.parameter, threshold.since)
            plans[line.line_no] = at_full_rate(situation, said)
    return plans


def owes_none(situation: Situation) -> InForce | None:
    """Return why the person owes no fee for costly acts: the cell that says so, or the 100 % they have anyway."""
    exempt = full_rate(situation)
    return spared(situation, "costly_act") or (None if exempt is None else exempt[1])


def plan_spared(situation: Situation, lines: Sequence[Priced]) -> dict[int, FeePlan]:
    """Return the lines of a person who owes no fee: 100 % by their situation, else because nothing replaces it."""
    excuse = owes_none(situation)
    if excuse is None:
        return {}
    exempt = full_rate(situation)
    plan = at_full_rate(situation)
    if exempt is not None:
        plan = plan._replace(rate_code=exempt[0], rate=exempt[1])
    return without_fee(lines, plan, say_spared(excuse))


def say_spared(excuse: InForce) -> Reason:
    """Return the reason why the person owes no fee."""
    return Reason(_R.FEE_COSTLY_ACT_EXEMPT, Amount.FEE, 0, (), excuse.parameter, excuse.since)
