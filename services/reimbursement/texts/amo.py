"""Owns the sentences of what AMO pays: its rates, what it withholds, and the schemes that follow the general one."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import Writer, days, money, rate, scheme

_SHARE: tuple[Writer, ...] = (money, rate)
_SHARE_OF_AMO = "rate.doctor"  # L160-13 I: AMO pays a share of the tariffs, the rest is the insured's

TEXTS: Mapping[R, Text] = {
    R.RATE_ORDINARY: Text(
        fr="L'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
        en="Health insurance covers {1} of {0}: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_STATED: Text(
        fr="Le taux indiqué pour ce soin est de {1} : l'Assurance Maladie prend en charge {effect}.",
        en="The rate stated for this care is {1}: health insurance covers {effect}.",
        writers=_SHARE,
        rests_on=_SHARE_OF_AMO,
    ),
    R.RATE_COMPULSORY_EXAM: Text(
        fr="Cet examen obligatoire de l'enfant est pris en charge à {1} : {effect}.",
        en="This compulsory child exam is covered at {1}: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_PREGNANCY_EXAM: Text(
        fr="Cet examen obligatoire de la grossesse est pris en charge à {1} : {effect}.",
        en="This compulsory pregnancy exam is covered at {1}: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_ALD: Text(
        fr=(
            "Ce soin fait partie de votre protocole d'affection de longue durée : "
            "il est pris en charge à {1} du tarif, soit {effect}."
        ),
        en="This care belongs to your long-term illness protocol (ALD): it is covered at {1} of the tariff, {effect}.",
        writers=_SHARE,
    ),
    R.RATE_MATERNITY: Text(
        fr="Vos soins de maternité sont pris en charge à {1} du tarif, soit {effect}.",
        en="Your maternity care is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_INVALIDITY: Text(
        fr="Avec votre pension d'invalidité, vos soins sont pris en charge à {1} du tarif, soit {effect}.",
        en="With your invalidity pension your care is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_AT_MP: Text(
        fr=(
            "Ce soin est lié à votre accident du travail ou maladie professionnelle : "
            "il est pris en charge à {1} du tarif, soit {effect}."
        ),
        en=(
            "This care follows your work accident or occupational disease: "
            "it is covered at {1} of the tariff, {effect}."
        ),
        writers=_SHARE,
    ),
    R.RATE_MILITARY_PENSION: Text(
        fr="Avec votre pension militaire, vos soins sont pris en charge à {1} du tarif, soit {effect}.",
        en="With your military pension your care is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_AME: Text(
        fr="L'aide médicale de l'État prend en charge {1} du tarif, soit {effect}.",
        en="State medical aid (AME) covers {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_TERRORISM_VICTIM: Text(
        fr=(
            "Ce soin est lié à l'acte de terrorisme dont vous avez été victime : "
            "il est pris en charge à {1} du tarif, soit {effect}."
        ),
        en="This care follows the act of terrorism you were a victim of: it is covered at {1} of the tariff, {effect}.",
        writers=_SHARE,
    ),
    R.RATE_NEWBORN: Text(
        fr="L'hospitalisation d'un nouveau-né est prise en charge à {1} du tarif, soit {effect}.",
        en="The hospital stay of a newborn is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_PREVENTION: Text(
        fr="Cet acte de prévention est pris en charge à {1} du tarif, soit {effect}.",
        en="This prevention act is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_CONTRACEPTION: Text(
        fr="Pour les jeunes, ce soin de contraception est pris en charge à {1} du tarif, soit {effect}.",
        en="For young people this contraception care is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_SCREENING: Text(
        fr="Ce dépistage est pris en charge à {1} du tarif, soit {effect}.",
        en="This screening is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_DENTAL_CHECK: Text(
        fr=(
            "Pour ce rendez-vous de prévention « M'T dents tous les ans ! », "
            "l'Assurance Maladie prend en charge {1} de {0}, soit {effect}."
        ),
        en=(
            "For this yearly dental check of the young (M'T dents tous les ans), "
            "health insurance covers {1} of {0}: {effect}."
        ),
        writers=_SHARE,
    ),
    R.RATE_IN_STAY: Text(
        fr="Pendant une hospitalisation, l'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
        en="During a hospital stay health insurance covers {1} of {0}: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_AFTER_30_DAYS: Text(
        fr="Après 30 jours d'hospitalisation, l'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
        en="After 30 days in hospital health insurance covers {1} of {0}: {effect}.",
        writers=_SHARE,
    ),
    R.RATE_COSTLY_ACT: Text(
        fr=(
            "Seul ou avec ceux faits en même temps, cet acte atteint le seuil des actes coûteux : "
            "il est pris en charge à {1} du tarif, soit {effect}."
        ),
        en=(
            "Alone or with those done at the same time, this act reaches the threshold of costly acts: "
            "it is covered at {1} of the tariff, {effect}."
        ),
        writers=_SHARE,
    ),
    R.RATE_EMERGENCY: Text(
        fr=(
            "Les soins d'un passage aux urgences sans hospitalisation "
            "sont pris en charge à {1} du tarif, soit {effect}."
        ),
        en="Care of an emergency visit without a hospital stay is covered at {1} of the tariff: {effect}.",
        writers=_SHARE,
    ),
    R.AMO_SURCHARGE_WITHHELD: Text(
        fr="Hors parcours de soins, l'Assurance Maladie verse {effect} de moins.",
        en="Outside the care pathway health insurance pays {effect} less.",
        rests_on="pathway.surcharge",
    ),
    R.AMO_PARTICIPATION_WITHHELD: Text(
        fr="La participation forfaitaire de {effect} est retenue sur ce versement.",
        en="The flat participation of {effect} is withheld from this payment.",
        rests_on="participation.per_act",
    ),
    R.AMO_FRANCHISE_WITHHELD: Text(
        fr="La franchise médicale de {effect} est retenue sur ce versement.",
        en="The medical deductible (franchise) of {effect} is withheld from this payment.",
        rests_on="franchise.box",
    ),
    R.AMO_COSTLY_ACT_FEE: Text(
        fr="L'Assurance Maladie ne paie pas le forfait des actes coûteux : {effect} de moins.",
        en="Health insurance does not pay the flat fee of costly acts: {effect} less.",
        writers=(money,),
        rests_on="costly_act.fee",
    ),
    R.AMO_EMERGENCY_FEE: Text(
        fr="L'Assurance Maladie ne paie pas le forfait du passage aux urgences : {effect} de moins.",
        en="Health insurance does not pay the flat fee of an emergency visit: {effect} less.",
        writers=(money,),
        rests_on="emergency.fee",
    ),
    R.AMO_DAILY_FEE: Text(
        fr="L'Assurance Maladie ne paie pas le forfait journalier hospitalier, {0} pendant {1} : {effect} de moins.",
        en="Health insurance does not pay the daily hospital fee, {0} for {1}: {effect} less.",
        writers=(money, days),
        rests_on="daily_fee.amount",
    ),
    R.REGIME_FOLLOWS_GENERAL: Text(
        fr="Votre régime d'assurance maladie (n° {0}) rembourse ce soin comme le régime général{since}.",
        en="Your health insurance scheme (no. {0}) reimburses this care as the general scheme does{since}.",
        writers=(scheme,),
        rests_on="regime.follows_general",
    ),
}
