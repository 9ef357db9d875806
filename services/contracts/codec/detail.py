"""From what only some claims say (detail of a line, hospital stay) to what the rules take."""

from contracts.codec.words import word, words_of
from reimbursement.errors import InvalidCare
from reimbursement.model import Basket, Correction, Detail, Prevention, Stay, StayEnd, StayKind
from vitale.claim.v1 import claim_pb2 as pb

SIDES = frozenset({"", "left", "right"})
"""Ears of a hearing aid; empty where it does not matter."""

_PREVENTIONS = words_of(Prevention)
_BASKETS = words_of(Basket)
_CORRECTIONS = words_of(Correction)
_STAY_KINDS = words_of(StayKind, unset=StayKind.FULL)
_STAY_ENDS = words_of(StayEnd, unset=StayEnd.HOME)


def detail_of(detail: pb.LineDetail, field: str) -> Detail:
    """The detail of the line whose path is `field`, such as lines[0].detail.

    Raises:
        InvalidCare: a word that the rules do not know; names the field.
    """
    if detail.side not in SIDES:
        raise InvalidCare(f"{field}.side", detail.side, 'name the ear, "left" or "right"')
    return Detail(
        tuple(detail.modifiers),
        detail.activity,
        detail.phase,
        detail.association,
        word(_PREVENTIONS, detail.prevention, f"{field}.prevention"),
        word(_BASKETS, detail.basket, f"{field}.basket"),
        word(_CORRECTIONS, detail.correction, f"{field}.correction"),
        detail.side,
        detail.generic_refused,
        detail.sight_changed,
    )


def stay_of(stay: pb.Stay) -> Stay:
    """The hospital stay of a claim (amounts in cents).

    Raises:
        InvalidCare: a word that the rules do not know; names the field.
    """
    return Stay(
        stay.stay_id,
        stay.nights,
        stay.daily_price_cents if stay.HasField("daily_price_cents") else None,
        word(_STAY_KINDS, stay.kind, "stay.kind"),
        word(_STAY_ENDS, stay.end, "stay.end"),
        stay.psychiatric,
        stay.days_before,
        stay.costly_act,
    )
