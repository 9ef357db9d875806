"""Owns the words of the front that are not the rules': amounts, counters, professionals, who was paid."""

from collections.abc import Mapping
from typing import Final, Literal

from expenses.language import Language

Words = Mapping[str, tuple[str, str]]
PaidTo = Literal["person", "professional"]
PayerSide = Literal["amo", "amc"]
PaymentOutcome = Literal["paid", "taken_back", "rejected"]
DebtKind = Literal["participation", "franchise", "surcharge"]

AMOUNTS: Final[Words] = {
    "base": ("Base de remboursement", "Reimbursement base"),
    "amo": ("Assurance maladie", "Health insurance"),
    "surcharge": ("Majoration hors parcours de soins", "Out-of-pathway surcharge"),
    "participation": ("Participation forfaitaire", "Flat participation"),
    "participation_deferred": ("Participation forfaitaire différée", "Deferred flat participation"),
    "franchise": ("Franchise médicale", "Medical deductible"),
    "franchise_deferred": ("Franchise médicale différée", "Deferred medical deductible"),
    "fee": ("Forfait", "Flat fee"),
    "local_scheme": ("Régime local d’Alsace-Moselle", "Alsace-Moselle local scheme"),
    "amc": ("Complémentaire santé", "Complementary insurance"),
    "patient": ("Reste à charge", "Left to pay"),
}
COUNTERS: Final[Words] = {
    "participation_forfaitaire": ("Participation forfaitaire", "Flat participation"),
    "franchise": ("Franchises médicales", "Medical deductibles"),
}
RECOVERED: Final[Words] = {
    "taken": (
        "Soin du {day} : il a été réglé directement au professionnel, la somme est donc retenue sur ce versement.",
        "Care on {day}: the professional was paid directly, so the amount is withheld from this payment.",
    ),
    "given_back": (
        "Soin du {day} : il a été annulé, la somme déjà retenue vous est rendue.",
        "Care on {day}: it was cancelled, so the amount already withheld is given back to you.",
    ),
    "untold": (
        "Un soin antérieur a été réglé directement au professionnel : la somme est retenue sur ce versement.",
        "The professional was paid directly for earlier care: the amount is withheld from this payment.",
    ),
}
PAYERS: Final[Words] = {
    "amo": ("l’Assurance maladie", "health insurance"),
    "amc": ("la complémentaire santé", "the complementary insurance"),
}
BALANCES: Final[Words] = {
    "back": ("Trop versé : à rendre à {payer}", "Paid too much: to be given back to {payer}"),
    "due": ("Reste à verser par {payer}", "Still to be paid by {payer}"),
    "even": ("Versé comme prévu par {payer}", "Paid as computed by {payer}"),
}
PAYMENTS: Final[Words] = {
    "paid_person": ("Versé à l’assuré le {day} par {payer}", "Paid to the insured person on {day} by {payer}"),
    "paid_professional": (
        "Réglé au professionnel le {day} par {payer}",
        "Paid to the professional on {day} by {payer}",
    ),
    "taken_back_person": (
        "Repris à l’assuré le {day} par {payer}",
        "Taken back from the insured person on {day} by {payer}",
    ),
    "taken_back_professional": (
        "Repris au professionnel le {day} par {payer}",
        "Taken back from the professional on {day} by {payer}",
    ),
    "rejected": ("Refusé le {day} par {payer} : {words}", "Refused on {day} by {payer}: {words}"),
    "more": ("Plus que le décompte ne prévoit", "More than the statement says"),
    "less": ("Moins que le décompte ne prévoit", "Less than the statement says"),
}
PAID_TO: Final[Words] = {
    "person": ("Versé à l’assuré", "Paid to the insured person"),
    "professional": ("Réglé au professionnel", "Paid to the professional"),
}
PROFESSIONALS: Final[Words] = {
    "gp": ("Médecin généraliste", "General practitioner"),
    "specialist": ("Médecin spécialiste", "Specialist"),
    "psychiatrist": ("Psychiatre", "Psychiatrist"),
    "paediatrician": ("Pédiatre", "Paediatrician"),
    "gynaecologist": ("Gynécologue", "Gynaecologist"),
    "radiologist": ("Radiologue", "Radiologist"),
    "dentist": ("Chirurgien-dentiste", "Dentist"),
    "stomatologist": ("Stomatologue", "Stomatologist"),
    "midwife": ("Sage-femme", "Midwife"),
    "nurse": ("Infirmier", "Nurse"),
    "physiotherapist": ("Kinésithérapeute", "Physiotherapist"),
    "speech_therapist": ("Orthophoniste", "Speech therapist"),
    "psychologist": ("Psychologue", "Psychologist"),
    "pharmacist": ("Pharmacien", "Pharmacist"),
    "biologist": ("Laboratoire", "Laboratory"),
    "optician": ("Opticien", "Optician"),
    "audiologist": ("Audioprothésiste", "Audiologist"),
    "transporter": ("Transporteur", "Transporter"),
    "other": ("Professionnel de santé", "Health professional"),
}


def word(words: Words, name: str, language: Language) -> str:
    """The word for a name; the name itself when there is none, so that nothing ever goes blank."""
    french, english = words.get(name, (name, name))
    return english if language == "en" else french
