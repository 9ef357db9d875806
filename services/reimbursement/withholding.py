"""Owns what AMO keeps back now, and what it recovers later because it pays the professional directly."""

from typing import NamedTuple

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares


class Held(NamedTuple):
    """Cents of a line: what AMO pays now, and what of the surcharge and participation the person bears now."""

    amo_paid: int
    surcharge: int
    participation: int


def withhold(shares: Shares, due: int, *, third_party: bool, because: list[Reason]) -> Held:
    """Split the surcharge and the participation between now and later (codes 1951 and 1957 of the statement)."""
    borne = shares.surcharge - shares.surcharge_by_c2s
    deferred = borne if third_party else 0
    participation = 0 if third_party else due
    kept = shares.surcharge - deferred
    if kept:
        because.append(Reason(ReasonCode.AMO_SURCHARGE_WITHHELD, Amount.AMO, -kept))
    if deferred:
        because.append(Reason(ReasonCode.SURCHARGE_DEFERRED, Amount.SURCHARGE, 0, (deferred,)))
    if participation:
        because.append(Reason(ReasonCode.AMO_PARTICIPATION_WITHHELD, Amount.AMO, -participation))
    return Held(shares.amo - kept - participation, borne - deferred, participation)
