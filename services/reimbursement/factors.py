"""Owns the loadable factors of a technical act: modifiers, activity, phase, association, rounded once at the end."""

from reimbursement.model import Detail
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation

_UNIT = 1_000  # a factor of 1
_NEUTRAL = {"activity": ("", "1"), "phase": ("", "0"), "association": ("", "1")}  # what the tariff itself is for


def factor_names(detail: Detail) -> tuple[str, ...]:
    """Return the parameters of the factors that apply to the line."""
    stated = (("activity", detail.activity), ("phase", detail.phase), ("association", detail.association))
    return (
        *(f"factor.modifier.{code}" for code in detail.modifiers),
        *(f"factor.{kind}.{code}" for kind, code in stated if code not in _NEUTRAL[kind]),
    )


def apply_factors(base: int, detail: Detail, situation: Situation, *, because: list[Reason]) -> int:
    """Return the base times its factors, rounded half-up once; raise NotEstablished for a factor that is not known.

    Each reason has what its factor adds to the rounded product so far, so that effects sum to the base.
    """
    exact, scale, rounded = base, 1, base
    for name in factor_names(detail):
        found = situation.values[name]
        exact *= found.value
        scale *= _UNIT
        after = (2 * exact + scale) // (2 * scale)
        because.append(Reason(ReasonCode.BASE_FACTOR, Amount.BASE, after - rounded, (found.value,), name, found.since))
        rounded = after
    return rounded
