"""Owns the share of the Alsace-Moselle local scheme, a payment line of its own beside AMO."""

from reimbursement.money import share
from reimbursement.opened import Opened
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_LOCAL_SCHEME_SHARE = ReasonCode.LOCAL_SCHEME_SHARE
_LOCAL_SCHEME_FEE = ReasonCode.LOCAL_SCHEME_FEE
_OF_LOCAL_SCHEME = Amount.LOCAL_SCHEME
_LOCAL_SCHEME_LIMITED = ReasonCode.LOCAL_SCHEME_LIMITED


def local_scheme_of(opened: Opened, amo: int, situation: Situation) -> int:
    """Return its share in cents: points of the base, never more than the base leaves before any surcharge."""
    base = opened.base
    left = base - amo
    if not situation.cover.alsace_moselle or left <= 0 or not opened.rule.local_scheme:
        return 0
    points = situation.values[opened.rule.local_scheme]
    share_cents = share(base, points.value)
    if not share_cents:
        return 0
    opened.because.append(
        Reason(
            _LOCAL_SCHEME_SHARE,
            _OF_LOCAL_SCHEME,
            share_cents,
            (base, points.value),
            points.parameter,
            points.since,
        )
    )
    if share_cents <= left:
        return share_cents
    opened.because.append(Reason(_LOCAL_SCHEME_LIMITED, _OF_LOCAL_SCHEME, left - share_cents))
    return left


def local_scheme_of_fee(owed: int, parameter: str, situation: Situation, *, because: list[Reason]) -> int:
    """Return what it pays of a flat fee or of a stay: all of it; raise NotEstablished where that is not known."""
    if not situation.cover.alsace_moselle or owed <= 0:
        return 0
    rule = situation.values[parameter]
    because.append(Reason(_LOCAL_SCHEME_FEE, _OF_LOCAL_SCHEME, owed, (), rule.parameter, rule.since))
    return owed
