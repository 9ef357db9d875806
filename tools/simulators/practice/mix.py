"""Who goes to whom, and how: ages that a trade treats, the care pathway, the way to the professional."""

from collections.abc import Mapping
from random import Random
from typing import Final

from tools.simulators.practice.practices import Practice
from vitale.claim.v1 import claim_pb2

_UNDER_6: Final = 6
_ADULT_CARE: Final = 16
_PATHWAY_FROM_AGE: Final = 16
_ALL_AGES: Final = frozenset(
    {"gp", "pharmacist", "biologist", "transporter", "hospital", "emergency", "supplier", "optician", "nurse"}
)
_ADULTS: Final = frozenset({"midwife", "spa", "spa_doctor", "audiologist"})
_IN_PATHWAY_ONLY: Final = frozenset({"gynaecologist", "stomatologist", "emergency", "pathologist", "spa_doctor"})
_DOCTORS: Final = frozenset(
    {"gp", "specialist", "paediatrician", "gynaecologist", "psychiatrist", "radiologist", *_IN_PATHWAY_ONLY}
)
_CURES: Final = frozenset({"spa", "spa_doctor"})
_ACCESS: Final[Mapping[str, str]] = {
    "gp": "treating_doctor",
    "gynaecologist": "direct_access",
    "stomatologist": "direct_access",
    "emergency": "emergency",
}
# What the local scheme of Alsace-Moselle pays of these is not established
_NOT_IN_ALSACE_MOSELLE: Final = frozenset(
    {"dentist", "optician", "audiologist", "supplier", "transporter", "psychologist", "spa", "spa_doctor"}
)


def treats(practice: Practice, age: int, *, alsace_moselle: bool = False) -> bool:
    """Say whether such patients, of this age in whole years, see such a practice."""
    trade = practice.bills
    if alsace_moselle and trade in _NOT_IN_ALSACE_MOSELLE:
        return False
    if trade == "paediatrician":
        return age < _ADULT_CARE
    return trade in _ALL_AGES or age >= (_ADULT_CARE if trade in _ADULTS else _UNDER_6)


def may_be_related(practice: Practice) -> bool:
    """Say whether its care may belong to an ALD: what AMO then pays of a spa cure is not established since 2026."""
    return practice.bills not in _CURES


def pathway_of(practice: Practice, age: int, dice: Random) -> claim_pb2.Pathway.ValueType:
    """Draw whether the care is in the pathway; it concerns doctors' care from 16 on."""
    if age < _PATHWAY_FROM_AGE or practice.bills not in _DOCTORS:
        return claim_pb2.PATHWAY_NOT_CONCERNED
    # What a responsible contract must leave of an overrun out of the pathway is not established: no overrun there
    if practice.may_overcharge or practice.bills in _IN_PATHWAY_ONLY or dice.randrange(12):
        return claim_pb2.PATHWAY_IN
    return claim_pb2.PATHWAY_OUT


def access_of(practice: Practice, pathway: claim_pb2.Pathway.ValueType) -> str:
    """Say how the patient came, by the names of the rules; nothing where the pathway does not concern them."""
    if pathway == claim_pb2.PATHWAY_OUT:
        return "not_respected"
    return _ACCESS.get(practice.bills, "referred") if pathway == claim_pb2.PATHWAY_IN else ""
