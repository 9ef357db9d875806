"""Owns the names of the amounts, the debts and the totals of a printed statement, in French and in English."""

from collections.abc import Mapping

from reimbursement.model import Amount, DebtKind
from reimbursement.writing import Language

AMOUNTS: Mapping[Language, Mapping[Amount, str]] = {
    "fr": {
        Amount.BASE: "Base de remboursement",
        Amount.AMO: "Assurance Maladie verse",
        Amount.SURCHARGE: "Baisse hors parcours de soins",
        Amount.FEE: "Forfait à la place du ticket modérateur",
        Amount.PARTICIPATION: "Participation forfaitaire",
        Amount.PARTICIPATION_DEFERRED: "Participation forfaitaire, plus tard",
        Amount.FRANCHISE: "Franchise",
        Amount.FRANCHISE_DEFERRED: "Franchise, plus tard",
        Amount.LOCAL_SCHEME: "Régime local verse",
        Amount.AMC: "Complémentaire verse",
        Amount.PATIENT: "À votre charge",
    },
    "en": {
        Amount.BASE: "Reimbursement base",
        Amount.AMO: "Health insurance pays",
        Amount.SURCHARGE: "Drop outside the care pathway",
        Amount.FEE: "Flat fee in place of the proportional share",
        Amount.PARTICIPATION: "Flat participation",
        Amount.PARTICIPATION_DEFERRED: "Flat participation, later",
        Amount.FRANCHISE: "Franchise",
        Amount.FRANCHISE_DEFERRED: "Franchise, later",
        Amount.LOCAL_SCHEME: "Local scheme pays",
        Amount.AMC: "Complementary insurer pays",
        Amount.PATIENT: "Yours to pay",
    },
}
DEBTS: Mapping[Language, Mapping[DebtKind, str]] = {
    "fr": {
        DebtKind.PARTICIPATION: "participation forfaitaire",
        DebtKind.FRANCHISE: "franchise",
        DebtKind.SURCHARGE: "baisse hors parcours",
    },
    "en": {
        DebtKind.PARTICIPATION: "flat participation",
        DebtKind.FRANCHISE: "franchise",
        DebtKind.SURCHARGE: "drop outside the pathway",
    },
}
WORDS: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "price": "Prix",
        "total": "Total",
        "participation_year": "Participation forfaitaire de l'année",
        "franchise_year": "Franchises de l'année",
        "recovered": "Retenue",
        "returned": "Rendu",
        "owed": "Reste à récupérer",
        "given_back": "Reste à vous rendre",
        "cancelled": "Annulation du décompte",
        "corrected": "Correction du décompte",
        "rules": "Règles",
    },
    "en": {
        "price": "Price",
        "total": "Total",
        "participation_year": "Flat participation of the year",
        "franchise_year": "Franchises of the year",
        "recovered": "Recovered",
        "returned": "Given back",
        "owed": "Still to be recovered",
        "given_back": "Still to be given back",
        "cancelled": "Cancellation of receipt",
        "corrected": "Correction of receipt",
        "rules": "Rules",
    },
}
