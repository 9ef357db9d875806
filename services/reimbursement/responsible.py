"""Owns what a responsible contract pays whatever its table says, and what it may not pay at all."""

from reimbursement.ceilings import hearing_scope
from reimbursement.errors import NotEstablished
from reimbursement.families import DOCTORS
from reimbursement.glasses import GLASSES, may_renew
from reimbursement.optics import count_glasses, pay_minimum
from reimbursement.paying import pay_whole, whole_is_due
from reimbursement.reasons import ReasonCode
from reimbursement.turn import Turn
from reimbursement.vocabulary import Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_AMC_RESPONSIBLE_FLOOR = ReasonCode.AMC_RESPONSIBLE_FLOOR
_HEARING_AID = Family.HEARING_AID
_NO_FLOOR = frozenset(
    {
        Family.MEDICINE_30,
        Family.MEDICINE_15,
        Family.HOMEOPATHY,
        Family.CURE,
        Family.CURE_SUPERVISION,
        Family.CURE_TRAVEL,
        Family.CURE_LODGING,
    }
)


def hold_to_rules(turn: Turn) -> None:
    """Add what the guarantees fall short of; raise NotEstablished where a part that must stay unpaid is not known."""
    shares = turn.shares
    ticket = shares.ticket_left
    if ticket and turn.family not in _NO_FLOOR:
        turn.pay(_AMC_RESPONSIBLE_FLOOR, ticket)
    if turn.line.family in GLASSES:
        _hold_glasses(turn)
    elif whole_is_due(turn):
        pay_whole(turn)
    if turn.line.family is _HEARING_AID:
        _count_hearing_aid(turn)
    if shares.care_paid > shares.base and shares.amc > turn.before and _is_out_of_pathway(turn):
        raise NotEstablished("responsible.out_of_pathway_overrun_floor", turn.situation.day)


def _hold_glasses(turn: Turn) -> None:
    if may_renew(turn):
        if whole_is_due(turn):
            pay_whole(turn)
        pay_minimum(turn)
    count_glasses(turn)


def _count_hearing_aid(turn: Turn) -> None:
    key = (hearing_scope(turn), turn.rank)
    turn.state.equipment[key] = turn.state.equipment.get(key, 0) + turn.shares.care_paid


def _is_out_of_pathway(turn: Turn) -> bool:
    """About 8 euros of an overrun out of the pathway stay with the person, but how much exactly is not known."""
    return turn.situation.out_of_pathway and turn.situation.care.professional.kind in DOCTORS
