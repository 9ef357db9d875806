"""Owns the sentences of what stays with the person."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text

_SHARE_OF_AMO = "rate.doctor"  # L160-13 I: AMO pays a share of the tariffs, the rest is the insured's

TEXTS: Mapping[R, Text] = {
    R.PATIENT_OVERRUN: Text(
        fr="Dépassement que personne ne rembourse : {effect}.",
        en="Charged above the tariff and reimbursed by nobody: {effect}.",
        rests_on=_SHARE_OF_AMO,
    ),
    R.PATIENT_TICKET_MODERATEUR: Text(
        fr="Ticket modérateur (votre part du tarif) qui reste à votre charge : {effect}.",
        en="Share of the tariff that stays with you: {effect}.",
        rests_on=_SHARE_OF_AMO,
    ),
    R.PATIENT_SURCHARGE: Text(
        fr="Baisse pour soin hors parcours, à votre charge : {effect}.",
        en="Drop for care outside the pathway, yours to pay: {effect}.",
        rests_on="pathway.surcharge",
    ),
    R.PATIENT_PARTICIPATION: Text(
        fr="Participation forfaitaire, à votre charge : {effect}.",
        en="Flat participation, yours to pay: {effect}.",
        rests_on="participation.per_act",
    ),
    R.PATIENT_FRANCHISE: Text(
        fr="Franchise médicale, à votre charge : {effect}.",
        en="Medical deductible (franchise), yours to pay: {effect}.",
        rests_on="franchise.box",
    ),
    R.PATIENT_FEE: Text(
        fr="Forfait que personne d'autre ne paie, à votre charge : {effect}.",
        en="Flat fee that nobody else pays, yours to pay: {effect}.",
        rests_on=_SHARE_OF_AMO,
    ),
}
