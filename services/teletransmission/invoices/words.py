"""Words of B2 (interfaces.md §3.3) beside words of the contract."""

from collections.abc import Mapping
from typing import Final

from b2.code_lists import IN_PATHWAY, NOT_CONCERNED, OUT_OF_PATHWAY, THIRD_PARTY_AMO, THIRD_PARTY_FULL
from reimbursement.model import Access, Family
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT, Pathway

__all__ = [
    "CCAM_CODES",
    "EXEMPTED",
    "FAMILIES",
    "LETTERS",
    "PAID_DIRECTLY",
    "TECHNICAL",
    "THIRD_PARTY_FULL",
    "WAYS",
    "Way",
]

Way = tuple[Pathway.ValueType, str]
"""A care pathway, and how the person came where the letter says it."""

_SAID: Final[Mapping[str, Access]] = {
    "T": Access.TREATING_DOCTOR,
    "N": Access.TREATING_DOCTOR,
    "R": Access.SUBSTITUTE,
    "O": Access.REFERRED,
    "D": Access.DIRECT_ACCESS,
    "U": Access.EMERGENCY,
    "H": Access.AWAY_FROM_HOME,
    "S": Access.NO_TREATING_DOCTOR,
    "P": Access.NOT_RESPECTED,
}
_PATHWAYS: Final = ((PATHWAY_IN, IN_PATHWAY), (PATHWAY_OUT, OUT_OF_PATHWAY), (PATHWAY_NOT_CONCERNED, NOT_CONCERNED))

WAYS: Final[Mapping[str, Way]] = {
    letter: (pathway, _SAID.get(letter, Access.UNKNOWN).value) for pathway, letters in _PATHWAYS for letter in letters
}
"""By care-path indicator (IPS)."""

LETTERS: Final[Mapping[Way, str]] = {
    **{WAYS[letter]: letter for letter in reversed(tuple(_SAID))},  # T before N
    (PATHWAY_NOT_CONCERNED, ""): "X",
}
"""The indicator that says a way; the other ways have none of their own."""

PAID_DIRECTLY: Final = frozenset({THIRD_PARTY_AMO, THIRD_PARTY_FULL})
EXEMPTED: Final = frozenset({"3", "4"})
"""Justifications by which the care belongs to an exemption: special exempted care, ALD protocol."""

FAMILIES: Final[Mapping[str, Family]] = {
    **dict.fromkeys(("ADC", "ADA", "ACO", "ATM"), Family.TECHNICAL_ACT),
    **dict.fromkeys(("ADI", "ADE"), Family.IMAGING),
    **dict.fromkeys(("AMI", "AIS", "SFI", "AMC", "AMK", "AMS", "AMP", "AMO", "AMY"), Family.AUXILIARY),
    **dict.fromkeys(("B", "PB", "TB"), Family.BIOLOGY),
    **dict.fromkeys(("SMU", "ABA", "VSL", "TXI", "ABG"), Family.TRANSPORT),
    **dict.fromkeys(("AAR", "MAC", "MAD", "PAN", "PA", "DVO"), Family.LPP),
    "PH1": Family.MEDICINE_100,
    "PH7": Family.MEDICINE_65,
    "PH4": Family.MEDICINE_30,
    "PH2": Family.MEDICINE_15,
}
"""Family of an act code that the tables do not hold. Only PH1, PH7 and PH2 have their rate in the source; the rest is
our reading [D]."""

CCAM_CODES: Final[Mapping[str, str]] = {Family.IMAGING.value: "ADI"}
"""The B2 code of a technical act by its stated family; of any other it is TECHNICAL [D]."""
TECHNICAL: Final = "ATM"
