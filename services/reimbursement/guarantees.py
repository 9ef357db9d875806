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
_AMC_EUROS_WITH_AMO = ReasonCode.AMC_EUROS_WITH_AMO
_AMC_EUROS = ReasonCode.AMC_EUROS
_PERCENT_BASE = GuaranteeKind.PERCENT_BASE
_AMC_PERCENT_BASE_WITH_AMO = ReasonCode.AMC_PERCENT_BASE_WITH_AMO
_AMC_PERCENT_BASE_ON_TOP = ReasonCode.AMC_PERCENT_BASE_ON_TOP
_AMC_REAL_COST_WITH_AMO = ReasonCode.AMC_REAL_COST_WITH_AMO
_AMC_REAL_COST = ReasonCode.AMC_REAL_COST
Promise = tuple[ReasonCode, int, tuple[int, ...]]


def amount_of(guarantee: Guarantee, shares: Shares) -> Promise:
    """Return (code, cents, values). AMO counts before the out-of-pathway surcharge, the local scheme with AMO."""
    kind = guarantee.kind
    if kind is _TICKET_MODERATEUR:
        return _AMC_TICKET_MODERATEUR, shares.ticket_left, ()
    if kind is _TICKET_MODERATEUR_PLUS_EUROS:
        amount = shares.ticket_left + guarantee.value
        return _AMC_TICKET_MODERATEUR_PLUS_EUROS, amount, (guarantee.value,)
    if kind is _EUROS:
        with_amo, alone = _AMC_EUROS_WITH_AMO, _AMC_EUROS
        return _reach(guarantee, guarantee.value, shares, codes=(with_amo, alone), values=(guarantee.value,))
    of = shares.base if kind is _PERCENT_BASE else shares.price
    codes = (
        (_AMC_PERCENT_BASE_WITH_AMO, _AMC_PERCENT_BASE_ON_TOP)
        if kind is _PERCENT_BASE
        else (_AMC_REAL_COST_WITH_AMO, _AMC_REAL_COST)
    )
    return _reach(guarantee, share(of, guarantee.value), shares, codes=codes, values=(guarantee.value, of))


def _reach(
    guarantee: Guarantee,
    target: int,
    shares: Shares,
    *,
    codes: tuple[ReasonCode, ReasonCode],
    values: tuple[int, ...],
) -> Promise:
    """A guarantee "AMO included" pays up to the target together with what is paid; one "on top" pays it alone."""
    if guarantee.includes_amo:
        return codes[0], max(0, target - shares.care_paid), values
    return codes[1], target, values
