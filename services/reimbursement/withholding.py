"""Owns what AMO keeps back now, and what it recovers later because it pays the professional directly."""

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMO_SURCHARGE_WITHHELD = ReasonCode.AMO_SURCHARGE_WITHHELD
_OF_AMO = Amount.AMO
_SURCHARGE_DEFERRED = ReasonCode.SURCHARGE_DEFERRED
_OF_SURCHARGE = Amount.SURCHARGE
_AMO_PARTICIPATION_WITHHELD = ReasonCode.AMO_PARTICIPATION_WITHHELD


def withhold(shares: Shares, due: int, because: list[Reason], *, third_party: bool) -> tuple[int, int, int]:
    """Return in cents what AMO pays now, and what of the surcharge and of the participation is borne now.

    The rest of them is recovered later (codes 1957 and 1951 of the statement).
    """
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
    return shares.amo - kept - participation, borne - deferred, participation
