"""Billing codes that the tables need not hold: their shape by family of care; such a line states its own base."""

import re
from collections.abc import Mapping
from typing import Final

from reimbursement.model import Family

_CCAM: Final = r"[A-Z]{4}[0-9]{3}"
_LETTERS: Final = r"[A-Z][A-Z0-9]{0,5}"  # NGAP and the codes of invoices (TO, AMI, ABA…)
_LPP: Final = r"[0-9]{7}"
_CIP: Final = r"34009[0-9]{8}"
_NABM: Final = r"[0-9]{4}"
_GHS: Final = r"[0-9]{4,5}"

_F = Family
_SHAPES: Final[Mapping[str, tuple[Family, ...]]] = {
    _CCAM: (_F.TECHNICAL_ACT, _F.IMAGING, _F.ANATOMO_PATHOLOGY),
    f"{_CCAM}|{_LETTERS}": (_F.DENTAL_CARE, _F.DENTAL_PROSTHESIS, _F.ORTHODONTICS, _F.MIDWIFE),
    f"{_NABM}|{_LETTERS}": (_F.BIOLOGY,),
    f"{_CIP}|{_LETTERS}": (_F.MEDICINE_100, _F.MEDICINE_65, _F.MEDICINE_30, _F.MEDICINE_15, _F.HOMEOPATHY),
    f"{_LPP}|{_LETTERS}": (
        _F.LPP,
        _F.WHEELCHAIR,
        _F.WHEELCHAIR_RENTAL,
        _F.OPTICS_FRAME,
        _F.OPTICS_LENS,
        _F.HEARING_AID,
    ),
    f"{_GHS}|{_LETTERS}": (_F.HOSPITAL_DAY,),
    _LETTERS: (
        _F.AUXILIARY,
        _F.TRANSPORT,
        _F.CURE,
        _F.CURE_SUPERVISION,
        _F.CURE_TRAVEL,
        _F.CURE_LODGING,
        _F.PSYCHOLOGIST,
        _F.SURCHARGE,
    ),
}
# Consultations and visits are not here: the tables hold every code of theirs.
_BY_FAMILY: Final = {family: re.compile(shape) for shape, families in _SHAPES.items() for family in families}
_CODELESS: Final = frozenset({Family.HEARING_AID})


def may_state_its_base(code: str, family: Family | None) -> bool:
    """Whether a code that is in no table may be billed in this family; without a family, whether in any."""
    if family is None:
        return any(shape.fullmatch(code) for shape in _BY_FAMILY.values())
    shape = _BY_FAMILY.get(family)
    return shape is not None and shape.fullmatch(code) is not None


def needs_no_code(family: Family | None) -> bool:
    """Whether all codes of the family have one tariff, so that a line may leave its code out."""
    return family in _CODELESS
