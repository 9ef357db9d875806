"""Owns which rules a line follows: by its family of care and by the kind of professional who does it."""

from enum import IntEnum
from typing import NamedTuple

from reimbursement.vocabulary import Family, ProfessionalKind


class Charge(IntEnum):
    """The flat charge that a line bears."""

    NONE = 0
    PARTICIPATION = 1
    BOX = 2
    ACT = 3
    TRIP = 4


class FamilyRule(NamedTuple):
    """The parameters of a family: AMO rate, flat charge, care pathway, share of the local scheme."""

    rate: str
    charge: Charge
    doctor: bool  # the care pathway applies
    local_scheme: str  # "": it adds nothing


_F, _K = Family, ProfessionalKind
_DOCTOR = FamilyRule("rate.doctor", Charge.PARTICIPATION, True, "local_scheme.doctor")
_DENTAL = FamilyRule("rate.dental", Charge.NONE, False, "local_scheme.dental")
_MIDWIFE = FamilyRule("rate.midwife", Charge.NONE, False, "local_scheme.midwife")
_AUXILIARY = FamilyRule("rate.auxiliary", Charge.ACT, False, "local_scheme.auxiliary")
_PSYCHOLOGIST = FamilyRule("rate.psychologist", Charge.NONE, False, "local_scheme.psychologist")
_OPTICS = FamilyRule("rate.optics", Charge.NONE, False, "local_scheme.lpp")

DOCTORS = frozenset(
    {_K.GP, _K.SPECIALIST, _K.PSYCHIATRIST, _K.PAEDIATRICIAN, _K.GYNAECOLOGIST, _K.RADIOLOGIST, _K.STOMATOLOGIST}
)
_BY_PROFESSIONAL = {
    **dict.fromkeys(DOCTORS, _DOCTOR),
    _K.DENTIST: _DENTAL,
    _K.MIDWIFE: _MIDWIFE,
    _K.NURSE: _AUXILIARY,
    _K.PHYSIOTHERAPIST: _AUXILIARY,
    _K.SPEECH_THERAPIST: _AUXILIARY,
    _K.PSYCHOLOGIST: _PSYCHOLOGIST,
}
_BY_FAMILY = {
    _F.MIDWIFE: _MIDWIFE,
    _F.DENTAL_CARE: _DENTAL,
    _F.DENTAL_PROSTHESIS: _DENTAL,
    _F.ORTHODONTICS: _DENTAL._replace(rate="rate.orthodontics"),
    _F.AUXILIARY: _AUXILIARY,
    _F.BIOLOGY: FamilyRule("rate.biology", Charge.PARTICIPATION, False, "local_scheme.biology"),
    _F.ANATOMO_PATHOLOGY: FamilyRule("rate.anatomo_pathology", Charge.PARTICIPATION, False, "local_scheme.doctor"),
    _F.MEDICINE_100: FamilyRule("rate.medicine_100", Charge.BOX, False, "local_scheme.medicine_100"),
    _F.MEDICINE_65: FamilyRule("rate.medicine_65", Charge.BOX, False, "local_scheme.medicine_65"),
    _F.MEDICINE_30: FamilyRule("rate.medicine_30", Charge.BOX, False, "local_scheme.medicine_30"),
    _F.MEDICINE_15: FamilyRule("rate.medicine_15", Charge.BOX, False, "local_scheme.medicine_15"),
    _F.HOMEOPATHY: FamilyRule("rate.homeopathy", Charge.NONE, False, ""),
    _F.LPP: FamilyRule("rate.lpp", Charge.NONE, False, "local_scheme.lpp"),
    _F.WHEELCHAIR: FamilyRule("rate.wheelchair", Charge.NONE, False, "local_scheme.lpp"),
    _F.WHEELCHAIR_RENTAL: FamilyRule("rate.wheelchair_rental", Charge.NONE, False, "local_scheme.lpp"),
    _F.OPTICS_FRAME: _OPTICS,
    _F.OPTICS_LENS: _OPTICS,
    _F.HEARING_AID: FamilyRule("rate.hearing_aid", Charge.NONE, False, "local_scheme.lpp"),
    _F.TRANSPORT: FamilyRule("rate.transport", Charge.TRIP, False, "local_scheme.transport"),
    _F.HOSPITAL_DAY: FamilyRule("rate.hospital", Charge.NONE, False, "local_scheme.hospital"),
    _F.CURE: FamilyRule("rate.cure", Charge.NONE, False, "local_scheme.cure"),
    _F.CURE_SUPERVISION: FamilyRule("rate.cure_supervision", Charge.PARTICIPATION, False, "local_scheme.cure"),
    _F.CURE_TRAVEL: FamilyRule("rate.cure_travel", Charge.NONE, False, "local_scheme.cure"),
    _F.CURE_LODGING: FamilyRule("rate.cure_lodging", Charge.NONE, False, "local_scheme.cure"),
    _F.PSYCHOLOGIST: _PSYCHOLOGIST,
}
# Families whose rules are those of the professional; the last two are acts of doctors unless somebody else does them.
_OF_PROFESSIONAL = (_F.CONSULTATION, _F.VISIT, _F.SURCHARGE, _F.TECHNICAL_ACT, _F.IMAGING)
_OF_DOCTORS = (_F.TECHNICAL_ACT, _F.IMAGING)
# A supplement alone follows the acts of its professional; pharmacy fees are at 65 % unless a medicine sets them.
_ALONE = {
    _K.PHARMACIST: _F.MEDICINE_65,
    _K.BIOLOGIST: _F.BIOLOGY,
    _K.OPTICIAN: _F.OPTICS_LENS,
    _K.AUDIOLOGIST: _F.HEARING_AID,
    _K.TRANSPORTER: _F.TRANSPORT,
}
_DENTAL_FAMILIES = (_F.DENTAL_CARE, _F.DENTAL_PROSTHESIS, _F.ORTHODONTICS)


def _rule(kind: ProfessionalKind, family: Family) -> FamilyRule | None:
    if family is _F.SURCHARGE and kind in _ALONE:
        return _BY_FAMILY[_ALONE[kind]]
    if family in _OF_PROFESSIONAL:
        return _BY_PROFESSIONAL.get(kind, _DOCTOR if family in _OF_DOCTORS else None)
    if family in _DENTAL_FAMILIES and kind in DOCTORS:
        return _DOCTOR  # a stomatologist is a doctor
    if family is _F.BIOLOGY and (kind in DOCTORS or kind in (_K.DENTIST, _K.MIDWIFE)):
        charge = Charge.PARTICIPATION if kind in DOCTORS else Charge.NONE
        return FamilyRule("rate.biology.sampled_by_prescriber", charge, False, "local_scheme.doctor")
    return _BY_FAMILY[family]


_FOUND = {(kind, family): _rule(kind, family) for kind in ProfessionalKind for family in Family}
RULES = {key: rule for key, rule in _FOUND.items() if rule is not None}
"""The rule of (kind of professional, family); what is missing is no care that these rules know."""
