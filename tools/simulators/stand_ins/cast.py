"""Professionals of the demonstration: who they are, where they practise, and for whom they act."""

from dataclasses import dataclass
from typing import Final

from card_protocol.directory import Listed, Professional
from tools.simulators.population.cover import PARIS
from tools.simulators.practice.practices import practice_id


def _rpps(number: int) -> str:
    return practice_id(number).removeprefix("RPPS:")


GP_RPPS, PHARMACIST_RPPS, NURSE_RPPS, BIOLOGIST_RPPS, HOSPITAL_RPPS = (
    _rpps(number) for number in range(990_001, 990_006)
)
SURGERY: Final = f"RPPS:{GP_RPPS}"
NURSING: Final = f"RPPS:{NURSE_RPPS}"
# Numbers of department 99, which no establishment has, with their Luhn key.
PHARMACY, LABORATORY, HOSPITAL = "990000010", "990000028", "990000036"


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who signs in: SubjectNameID, name, code of the profession, structure, and the titular if any."""

    id: str
    label: str
    name_id: str
    profession_code: str
    structure: str
    titular: str = ""


LISTED: Final = (
    Listed(SURGERY, "Cabinet du Dr Aline Roux", "doctor", "gp", "1", False, PARIS),
    Listed(PHARMACY, "Pharmacie du Marché", "pharmacist", "pharmacist", "", False, PARIS, by_number=True),
    Listed(NURSING, "Cabinet infirmier Malik Benali", "nurse", "nurse", "", False, PARIS),
    Listed(LABORATORY, "Laboratoire des Quais", "biologist", "biologist", "", False, PARIS, by_number=True),
    Listed(HOSPITAL, "Hôpital de la Démonstration", "admission", "other", "", False, PARIS, by_number=True),
)
PROFESSIONALS: Final = (
    Professional(GP_RPPS, (SURGERY,)),
    Professional(PHARMACIST_RPPS, (PHARMACY,)),
    Professional(NURSE_RPPS, (NURSING,)),
    Professional(BIOLOGIST_RPPS, (LABORATORY,)),
    Professional(HOSPITAL_RPPS, (HOSPITAL,)),
)
PEOPLE: Final = (
    Somebody("gp", "Dr Aline Roux, médecin généraliste", f"8{GP_RPPS}", "10", SURGERY),
    Somebody("pharmacist", "Paul Marchand, pharmacien", f"8{PHARMACIST_RPPS}", "21", PHARMACY),
    Somebody("nurse", "Malik Benali, infirmier", f"8{NURSE_RPPS}", "60", NURSING),
    Somebody("biologist", "Sonia Petit, biologiste", f"8{BIOLOGIST_RPPS}", "86", LABORATORY),
    Somebody("secretary", "Lise Morel, secrétaire du Dr Roux", "3-SEC-0001", "SEC", SURGERY, GP_RPPS),
    Somebody(
        "preparateur",
        "Hugo Leroy, préparateur en pharmacie",
        "3-PREP-0001",
        "PREP",
        PHARMACY,
        PHARMACIST_RPPS,
    ),
    Somebody("admission", "Nadia Faure, bureau des admissions", "3-ADM-0001", "ADM", HOSPITAL, HOSPITAL_RPPS),
)


def somebody(identifier: str) -> Somebody:
    """Who signs in under this name; KeyError for nobody."""
    return {one.id: one for one in PEOPLE}[identifier]
