"""Owns the most that a contract may pay of a line: for overruns, glasses, hearing aids, and refused generics."""

from typing import NamedTuple

from reimbursement.budgets import HEARING_AID, MONTHS_A_YEAR
from reimbursement.dated import InForce
from reimbursement.guarantees import WITHOUT_OPTAM, concerns_family, promise
from reimbursement.money import share
from reimbursement.reasons import ReasonCode
from reimbursement.shares import Shares
from reimbursement.turn import Turn
from reimbursement.vocabulary import Counter, GuaranteeKind, SectorScope

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMC_BUDGET = Counter.AMC_BUDGET
_OPTAM, _WITHOUT = SectorScope.OPTAM, SectorScope.WITHOUT_OPTAM
_HUNDRED_PERCENT_SANTE = GuaranteeKind.HUNDRED_PERCENT_SANTE
_EARS = 2


class Ceiling(NamedTuple):
    """`cents`: most that AMO, the local scheme and the contracts may pay of the line together."""

    cents: int
    code: ReasonCode
    values: tuple[int, ...] = ()
    found: InForce | None = None
    unstated: str = ""  # field of the care that decides it and is missing: nobody knows what is above


def overrun_ceilings(turn: Turn) -> list[Ceiling]:
    """Without OPTAM: at most 100 % of the base of an overrun, and 20 points less than with OPTAM."""
    situation, base = turn.situation, turn.shares.base
    if situation.care.professional.sector not in WITHOUT_OPTAM:
        return []
    limit = situation.values["responsible.overrun_without_optam"]
    found = [
        Ceiling(base + share(base, limit.value), ReasonCode.AMC_RESPONSIBLE_OVERRUN, (limit.value,), limit),
    ]
    if any(guarantee.sectors is _OPTAM and concerns_family(guarantee, turn) for guarantee in turn.contract.guarantees):
        gap = situation.values["responsible.optam_gap"]
        overrun = _paid_with_optam(turn) - base - share(base, gap.value)
        found.append(Ceiling(base + max(0, overrun), ReasonCode.AMC_RESPONSIBLE_OPTAM_GAP, (gap.value,), gap))
    return found


def _paid_with_optam(turn: Turn) -> int:
    """Return what would be paid in all of the same line to a doctor with OPTAM, had price and budgets no end."""
    real = turn.shares
    shares = Shares(real.price, real.base, real.amo, surcharge=real.surcharge, local_scheme=real.local_scheme)
    shares.amc, shares.surcharge_by_c2s = turn.before, real.surcharge_by_c2s
    trial = Turn(turn.line, shares, turn.situation, because=[])
    trial.of(turn.rank, turn.contract)
    for guarantee in turn.contract.guarantees:
        if (
            guarantee.sectors is not _WITHOUT
            and concerns_family(guarantee, turn)
            and guarantee.kind is not _HUNDRED_PERCENT_SANTE
        ):
            shares.amc += promise(guarantee, trial).effect_cents
    return shares.care_paid


def hearing_ceiling(turn: Turn) -> Ceiling:
    """At most 1 700 an ear in four years, AMO included; where the ear is not said, twice that for the two."""
    state, values, line = turn.state, turn.situation.values, turn.line
    limit = values["responsible.hearing_aid"]
    scope = hearing_scope(turn)
    used = state.used_in_months(_AMC_BUDGET, scope, values["hearing_aid.renewal_years"].value * MONTHS_A_YEAR)
    used += sum(
        cents
        for (of_ear, rank), cents in state.equipment.items()
        if rank == turn.rank and (of_ear == scope or (scope == HEARING_AID and of_ear.startswith(scope)))
    )
    ears = 1 if line.detail.side else _EARS
    room = min(limit.value * line.quantity, limit.value * ears - used)
    return Ceiling(max(turn.shares.base, room), ReasonCode.AMC_RESPONSIBLE_HEARING, (limit.value,), limit)


def hearing_scope(turn: Turn) -> str:
    """Return what the aids of an ear are counted under."""
    return HEARING_AID + turn.line.detail.side
