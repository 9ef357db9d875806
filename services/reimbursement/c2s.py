"""Owns what the public complementary cover (C2S) pays: the tariff whole, and top-ups of its schedule."""

from reimbursement.baskets import in_basket
from reimbursement.glasses import GLASSES
from reimbursement.guarantees import concerns_family
from reimbursement.paying import pay_whole, take, whole_is_due
from reimbursement.reasons import ReasonCode
from reimbursement.turn import Turn
from reimbursement.vocabulary import GuaranteeKind, Per

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMC_C2S_TICKET_MODERATEUR = ReasonCode.AMC_C2S_TICKET_MODERATEUR
_C2S, _ACT = GuaranteeKind.C2S, Per.ACT
_HUNDRED_PERCENT_SANTE = GuaranteeKind.HUNDRED_PERCENT_SANTE


def pay_c2s(turn: Turn) -> None:
    """Pay the ticket modérateur or the flat fee in its place, and the surcharge, which it takes off the person.

    Beyond the tariff: glasses of class A whole, other items of the 100 % Santé basket where its table names it, and the
    amount that a guarantee of kind C2S gives for a family.
    """
    shares = turn.shares
    turn.pay(_AMC_C2S_TICKET_MODERATEUR, shares.ticket_left)
    surcharge = shares.surcharge - shares.surcharge_by_c2s
    if surcharge:
        shares.surcharge_by_c2s += surcharge
        turn.pay(ReasonCode.AMC_C2S_SURCHARGE, surcharge)
    if turn.line.family in GLASSES and in_basket(turn.line, turn.situation):
        pay_whole(turn)
        return
    for guarantee in turn.contract.guarantees:
        if guarantee.kind is _HUNDRED_PERCENT_SANTE and concerns_family(guarantee, turn) and whole_is_due(turn):
            pay_whole(turn)
        elif guarantee.kind is _C2S and guarantee.value and concerns_family(guarantee, turn):
            top_up = guarantee.value * turn.line.quantity if guarantee.per is _ACT else guarantee.value
            turn.note(ReasonCode.AMC_C2S_TOP_UP, top_up)
            take(turn, top_up)
