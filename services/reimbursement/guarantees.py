"""Owns what one guarantee promises for a line, before it is limited to what is left."""

from reimbursement.model import Guarantee
from reimbursement.money import share
from reimbursement.reasons import ReasonCode
from reimbursement.shares import Shares
from reimbursement.vocabulary import GuaranteeKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_TICKET_MODERATEUR = GuaranteeKind.TICKET_MODERATEUR
_AMC_TICKET_MODERATEUR = ReasonCode.AMC_TICKET_MODERATEUR
_TICKET_MODERATEUR_PLUS_EUROS = GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS
_AMC_TICKET_MODERATEUR_PLUS_EUROS = ReasonCode.AMC_TICKET_MODERATEUR_PLUS_EUROS
_EUROS = GuaranteeKind.EUROS
_PERCENT_BASE = GuaranteeKind.PERCENT_BASE
_EUROS_CODES = (ReasonCode.AMC_EUROS_WITH_AMO, ReasonCode.AMC_EUROS)
_PERCENT_BASE_CODES = (ReasonCode.AMC_PERCENT_BASE_WITH_AMO, ReasonCode.AMC_PERCENT_BASE_ON_TOP)
_REAL_COST_CODES = (ReasonCode.AMC_REAL_COST_WITH_AMO, ReasonCode.AMC_REAL_COST)
Promise = tuple[ReasonCode, int, tuple[int, ...]]


def amount_of(guarantee: Guarantee, shares: Shares) -> Promise:
    """Return (code, cents, values). AMO counts before the out-of-pathway surcharge, the local scheme with AMO."""
    kind, value = guarantee.kind, guarantee.value
    if kind is _PERCENT_BASE:
        target = share(shares.base, value)
        return _reach(guarantee, target, shares, _PERCENT_BASE_CODES, (value, shares.base))
    if kind is _TICKET_MODERATEUR:
        return _AMC_TICKET_MODERATEUR, shares.ticket_left, ()
    if kind is _TICKET_MODERATEUR_PLUS_EUROS:
        return _AMC_TICKET_MODERATEUR_PLUS_EUROS, shares.ticket_left + value, (value,)
    if kind is _EUROS:
        return _reach(guarantee, value, shares, _EUROS_CODES, (value,))
    target = share(shares.price, value)
    return _reach(guarantee, target, shares, _REAL_COST_CODES, (value, shares.price))


def _reach(
    guarantee: Guarantee,
    target: int,
    shares: Shares,
    codes: tuple[ReasonCode, ReasonCode],
    values: tuple[int, ...],
) -> Promise:
    """A guarantee "AMO included" pays up to the target together with what is paid; one "on top" pays it alone."""
    if guarantee.includes_amo:
        left = target - shares.care_paid
        return codes[0], left if left > 0 else 0, values  # noqa: FURB136 - max() costs three times as much here
    return codes[1], target, values
