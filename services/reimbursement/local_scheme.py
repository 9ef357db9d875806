"""Owns step 5: the share of the Alsace-Moselle local scheme, a payment line of its own beside AMO."""

from reimbursement.money import share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation


def local_scheme_of(base: int, amo: int, situation: Situation, because: list[Reason]) -> int:
    """Return its share in cents: 20 points of the base, never more than the base leaves before any surcharge."""
    if not situation.cover.alsace_moselle:
        return 0
    points = situation.at("local_scheme.doctor")
    share_cents = share(base, points.value)
    because.append(
        Reason(
            ReasonCode.LOCAL_SCHEME_SHARE,
            Amount.LOCAL_SCHEME,
            share_cents,
            (base, points.value),
            points.parameter,
            points.since,
        )
    )
    left = base - amo
    if share_cents <= left:
        return share_cents
    because.append(Reason(ReasonCode.LOCAL_SCHEME_LIMITED, Amount.LOCAL_SCHEME, left - share_cents))
    return left
