"""Owns the sentences of the flat fees: costly acts, emergency visits, days in hospital."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import days, money

TEXTS: Mapping[R, Text] = {
    R.FEE_COSTLY_ACT: Text(
        fr="Pour un acte coûteux, un forfait de {0}{since} remplace votre part du tarif.",
        en="For a costly act a flat fee of {0}{since} replaces your share of the tariff.",
        writers=(money,),
    ),
    R.FEE_COSTLY_ACT_ALREADY: Text(
        fr=(
            "Le forfait des actes coûteux, {0}, "
            "n'est dû qu'une fois par visite ou par séjour : rien de plus pour cet acte."
        ),
        en="The flat fee of costly acts, {0}, is due once for a visit or a stay: nothing more for this act.",
        writers=(money,),
        rests_on="costly_act.fee",
    ),
    R.FEE_COSTLY_ACT_EXEMPT: Text(
        fr="Votre situation vous dispense du forfait des actes coûteux.",
        en="Your situation spares you the flat fee of costly acts.",
        rests_on="costly_act.fee",
    ),
    R.FEE_COSTLY_ACT_NOT_FOR_IMAGING: Text(
        fr="Les examens d'imagerie n'ont pas de forfait des actes coûteux.",
        en="Imaging bears no flat fee of costly acts.",
        rests_on="costly_act.fee",
    ),
    R.FEE_EMERGENCY: Text(
        fr="Un forfait de {0}{since} remplace votre part des soins de ce passage aux urgences.",
        en="A flat fee of {0}{since} replaces your share of the care of this emergency visit.",
        writers=(money,),
    ),
    R.FEE_EMERGENCY_REDUCED: Text(
        fr=(
            "Dans votre situation, le forfait qui remplace votre part "
            "des soins de ce passage aux urgences est réduit à {0}{since}."
        ),
        en=(
            "In your situation the flat fee that replaces your share of "
            "the care of this emergency visit is reduced to {0}{since}."
        ),
        writers=(money,),
    ),
    R.FEE_EMERGENCY_EXEMPT: Text(
        fr="Votre situation vous dispense du forfait du passage aux urgences.",
        en="Your situation spares you the flat fee of an emergency visit.",
        rests_on="emergency.fee",
    ),
    R.FEE_DAILY: Text(
        fr="Le forfait journalier hospitalier est de {0}{since}, dû pour {1} : {effect}.",
        en="The daily hospital fee is {0}{since}, due for {1}: {effect}.",
        writers=(money, days),
    ),
    R.FEE_DAILY_IMPUTED: Text(
        fr=(
            "Le forfait journalier se confond avec votre part du tarif, "
            "{0}, et n'est pas compté deux fois : {effect} de moins."
        ),
        en="The daily fee merges with your share of the tariff, {0}, and is not counted twice: {effect} less.",
        writers=(money,),
        rests_on="daily_fee.amount",
    ),
    R.FEE_DAILY_EXEMPT: Text(
        fr="Votre situation vous dispense du forfait journalier hospitalier.",
        en="Your situation spares you the daily hospital fee.",
        rests_on="daily_fee.amount",
    ),
}
