"""Owns the sentences of the care pathway: the drop outside it, its limits, and why there is none."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import age, money, rate

TEXTS: Mapping[R, Text] = {
    R.SURCHARGE_DUE: Text(
        fr="Vous avez consulté hors du parcours de soins : la prise en charge baisse de {1} de {0}, soit {effect}.",
        en="You saw this doctor outside the care pathway: cover drops by {1} of {0}, {effect}.",
        writers=(money, rate),
    ),
    R.SURCHARGE_CAPPED: Text(
        fr="Cette baisse ne peut pas dépasser {0} par acte : vous y gagnez {effect}.",
        en="This drop is at most {0} per act: that saves you {effect}.",
        writers=(money, money),
    ),
    R.SURCHARGE_LIMITED_TO_AMO: Text(
        fr="Cette baisse ne peut pas dépasser ce que l'Assurance Maladie prend en charge : vous y gagnez {effect}.",
        en="This drop is at most what health insurance covers: that saves you {effect}.",
        rests_on="pathway.surcharge",
    ),
    R.SURCHARGE_NOT_DUE_YOUNG: Text(
        fr="Avant {0}, le parcours de soins ne s'applique pas : aucune baisse.",
        en="Before {0} the care pathway does not apply: no drop.",
        writers=(age,),
    ),
    R.SURCHARGE_NOT_DUE_DIRECT_ACCESS: Text(
        fr="Ce médecin se consulte directement, sans passer par le médecin traitant : aucune baisse.",
        en="This doctor may be seen directly, without your regular doctor: no drop.",
    ),
    R.SURCHARGE_NOT_DUE_ALD: Text(
        fr="Les soins de votre protocole d'affection de longue durée sont dans le parcours : aucune baisse.",
        en="Care of your long-term illness protocol (ALD) is inside the pathway: no drop.",
    ),
    R.SURCHARGE_NOT_DUE_SUBSTITUTE: Text(
        fr="Ce médecin remplaçait votre médecin traitant : aucune baisse.",
        en="This doctor stood in for your regular doctor: no drop.",
    ),
    R.SURCHARGE_NOT_DUE_REFERRED: Text(
        fr="Vous venez sur le conseil de votre médecin traitant : aucune baisse.",
        en="Your regular doctor sent you to this doctor: no drop.",
    ),
    R.SURCHARGE_NOT_DUE_EMERGENCY: Text(
        fr="En urgence ou loin de chez vous, vous pouvez consulter un autre médecin : aucune baisse.",
        en="In an emergency or away from home you may see another doctor: no drop.",
    ),
    R.SURCHARGE_DEFERRED: Text(
        fr="Le professionnel a été payé directement : {0} vous seront demandés plus tard, pour ce soin hors parcours.",
        en="The professional was paid directly: you will be asked for {0} later, for this care outside the pathway.",
        writers=(money,),
        rests_on="pathway.surcharge",
    ),
}
