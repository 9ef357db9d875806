"""Owns the sentences of the flat charges: participation and franchise, their caps and exemptions."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import Writer, age, already, money, times

_PER_ACT: tuple[Writer, ...] = (money, times)
_CAP: tuple[Writer, ...] = (money, already)

TEXTS: Mapping[R, Text] = {
    R.PARTICIPATION_DUE: Text(
        fr="Une participation forfaitaire de {0}{1} reste à votre charge{since}.",
        en="A flat participation of {0}{1} stays with you{since}.",
        writers=_PER_ACT,
    ),
    R.PARTICIPATION_DAILY_CAP: Text(
        fr="Ce jour-là, avec ce professionnel, elle ne dépasse pas {0}{1} : {effect} de moins.",
        en="That day, with this professional, it stops at {0}{1}: {effect} less.",
        writers=_CAP,
    ),
    R.PARTICIPATION_YEARLY_CAP: Text(
        fr="Dans l'année, elle ne dépasse pas {0}{1} : {effect} de moins.",
        en="In a year it stops at {0}{1}: {effect} less.",
        writers=_CAP,
    ),
    R.PARTICIPATION_EXEMPT_MINOR: Text(
        fr="Pas de participation forfaitaire : moins de {0} au 1er janvier.",
        en="No flat participation: under {0} on 1 January.",
        writers=(age,),
    ),
    R.PARTICIPATION_EXEMPT_MATERNITY: Text(
        fr="Pas de participation forfaitaire pendant la maternité.",
        en="No flat participation during maternity.",
    ),
    R.PARTICIPATION_EXEMPT_C2S: Text(
        fr="Pas de participation forfaitaire avec la Complémentaire santé solidaire.",
        en="No flat participation with public complementary cover (C2S).",
    ),
    R.PARTICIPATION_EXEMPT_AME: Text(
        fr="Pas de participation forfaitaire avec l'aide médicale de l'État.",
        en="No flat participation with state medical aid (AME).",
    ),
    R.PARTICIPATION_EXEMPT_MILITARY_PENSION: Text(
        fr="Pas de participation forfaitaire : ce soin est lié à votre pension militaire.",
        en="No flat participation: this care relates to your military pension.",
    ),
    R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM: Text(
        fr="Pas de participation forfaitaire : ce soin est lié à l'acte de terrorisme dont vous avez été victime.",
        en="No flat participation: this care follows the act of terrorism you were a victim of.",
    ),
    R.PARTICIPATION_EXEMPT_NEWBORN: Text(
        fr="Pas de participation forfaitaire pour un nouveau-né.",
        en="No flat participation for a newborn.",
    ),
    R.PARTICIPATION_EXEMPT_SCREENING: Text(
        fr="Pas de participation forfaitaire pour cet acte de prévention.",
        en="No flat participation for this prevention act.",
    ),
    R.FRANCHISE_DUE: Text(
        fr="Une franchise médicale de {0}{1} (par boîte, par acte ou par trajet) reste à votre charge{since}.",
        en="A medical deductible (franchise) of {0}{1} per box, act or trip stays with you{since}.",
        writers=_PER_ACT,
    ),
    R.FRANCHISE_DAILY_CAP: Text(
        fr="Ce jour-là, avec ce professionnel, elle ne dépasse pas {0}{1} : {effect} de moins.",
        en="That day, with this professional, it stops at {0}{1}: {effect} less.",
        writers=_CAP,
    ),
    R.FRANCHISE_YEARLY_CAP: Text(
        fr="Dans l'année, elle ne dépasse pas {0}{1} : {effect} de moins.",
        en="In a year it stops at {0}{1}: {effect} less.",
        writers=_CAP,
    ),
    R.FRANCHISE_LIMITED_TO_AMO: Text(
        fr="Elle ne peut pas dépasser ce que l'Assurance Maladie prend en charge : {effect} de moins.",
        en="It is at most what health insurance covers: {effect} less.",
        rests_on="franchise.box",
    ),
    R.FRANCHISE_EXEMPT_MINOR: Text(
        fr="Pas de franchise médicale : moins de {0} au 1er janvier.",
        en="No medical deductible: under {0} on 1 January.",
        writers=(age,),
    ),
    R.FRANCHISE_EXEMPT_MATERNITY: Text(
        fr="Pas de franchise médicale pendant la maternité.",
        en="No medical deductible during maternity.",
    ),
    R.FRANCHISE_EXEMPT_C2S: Text(
        fr="Pas de franchise médicale avec la Complémentaire santé solidaire.",
        en="No medical deductible with public complementary cover (C2S).",
    ),
    R.FRANCHISE_EXEMPT_AME: Text(
        fr="Pas de franchise médicale avec l'aide médicale de l'État.",
        en="No medical deductible with state medical aid (AME).",
    ),
    R.FRANCHISE_EXEMPT_MILITARY_PENSION: Text(
        fr="Pas de franchise médicale : ce soin est lié à votre pension militaire.",
        en="No medical deductible: this care relates to your military pension.",
    ),
    R.FRANCHISE_EXEMPT_TERRORISM_VICTIM: Text(
        fr="Pas de franchise médicale : ce soin est lié à l'acte de terrorisme dont vous avez été victime.",
        en="No medical deductible: this care follows the act of terrorism you were a victim of.",
    ),
    R.FRANCHISE_EXEMPT_NEWBORN: Text(
        fr="Pas de franchise médicale pour un nouveau-né.",
        en="No medical deductible for a newborn.",
    ),
    R.FRANCHISE_EXEMPT_EMERGENCY: Text(
        fr="Pas de franchise médicale pour un transport d'urgence.",
        en="No medical deductible for an emergency transport.",
        rests_on="franchise.box",
    ),
}
