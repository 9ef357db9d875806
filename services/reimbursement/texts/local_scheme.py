"""Owns the sentences of the Alsace-Moselle local scheme."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import money, rate

TEXTS: Mapping[R, Text] = {
    R.LOCAL_SCHEME_SHARE: Text(
        fr="Le régime local d'Alsace-Moselle ajoute {1} de {0}, soit {effect}.",
        en="The Alsace-Moselle local scheme adds {1} of {0}: {effect}.",
        writers=(money, rate),
    ),
    R.LOCAL_SCHEME_LIMITED: Text(
        fr="Il s'arrête à ce qui reste du tarif : {effect} de moins.",
        en="It stops at what is left of the tariff: {effect} less.",
        rests_on="local_scheme.doctor",
    ),
    R.LOCAL_SCHEME_FEE: Text(
        fr="Le régime local d'Alsace-Moselle paie le forfait à votre place : {effect}.",
        en="The Alsace-Moselle local scheme pays the flat fee in your place: {effect}.",
        rests_on="local_scheme.daily_fee",
    ),
}
