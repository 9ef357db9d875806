"""Owns what AMO keeps back now, and what it recovers later because it pays the professional directly."""

from typing import NamedTuple

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMO_SURCHARGE_WITHHELD = ReasonCode.AMO_SURCHARGE_WITHHELD
_OF_AMO = Amount.AMO
_SURCHARGE_DEFERRED = ReasonCode.SURCHARGE_DEFERRED
_OF_SURCHARGE = Amount.SURCHARGE
_AMO_PARTICIPATION_WITHHELD = ReasonCode.AMO_PARTICIPATION_WITHHELD


class Held(NamedTuple):
    """Cents of a line: what AMO pays now, and what of the surcharge and participation the person bears now."""

    amo_paid: int
    surcharge: int
    participation: int


def withhold(shares: Shares, due: int, third_party: bool, because: list[Reason]) -> Held:
    """Split the surcharge and the participation between now and later (codes 1951 and 1957 of the statement)."""
    borne = shares.surcharge - shares.surcharge_by_c2s
    deferred = borne if third_party else 0
    participation = 0 if third_party else due
    kept = shares.surcharge - deferred
    if kept:
        because.append(Reason(_AMO_SURCHARGE_WITHHELD, _OF_AMO, -kept))
    if deferred:
        because.append(Reason(_SURCHARGE_DEFERRED, _OF_SURCHARGE, 0, (deferred,)))
    if participation:
        because.append(Reason(_AMO_PARTICIPATION_WITHHELD, _OF_AMO, -participation))
    return Held(shares.amo - kept - participation, borne - deferred, participation)
