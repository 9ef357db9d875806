"""Owns the French sentences of the reasons, written for the person who was cared for."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R

TEXTS: Mapping[R, str] = {
    R.BASE_TARIFF: "Le tarif de référence est de {0}{1}{since}.",
    R.BASE_SUPPLEMENT: "S'y ajoute une majoration de {0}{1}{since}.",
    R.BASE_STATED: "Le professionnel a indiqué la base de remboursement de cet acte : {effect}.",
    R.BASE_PRODUCT: "La base est calculée : {0} × {1} × {2}, soit {effect} arrondis au centime.",
    R.BASE_SECTOR_2: "Votre médecin est en secteur 2 sans Optam et pratique un dépassement : "
    "l'Assurance Maladie rembourse alors sur la base de {0}{1}.",
    R.BASE_SECTOR_3: "Votre médecin n'est pas conventionné : la base n'est que de {0}{1}.",
    R.BASE_LIMITED_TO_PRICE: "Le prix est inférieur au tarif : le calcul se fait sur ce prix, {0}.",
    R.RATE_ORDINARY: "L'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
    R.RATE_STATED: "Le taux indiqué pour ce soin est de {1} : l'Assurance Maladie prend en charge {effect}.",
    R.RATE_COMPULSORY_EXAM: "Cet examen obligatoire de l'enfant est pris en charge à {1} : {effect}.",
    R.RATE_ALD: "Ce soin fait partie de votre protocole d'affection de longue durée : "
    "il est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_MATERNITY: "Vos soins de maternité sont pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_INVALIDITY: "Avec votre pension d'invalidité, vos soins sont pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_AT_MP: "Ce soin est lié à votre accident du travail ou maladie professionnelle : "
    "il est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_MILITARY_PENSION: "Avec votre pension militaire, vos soins sont pris en charge à {1} du tarif, "
    "soit {effect}.",
    R.RATE_AME: "L'aide médicale de l'État prend en charge {1} du tarif, soit {effect}.",
    R.RATE_TERRORISM_VICTIM: "Ce soin est lié à l'acte de terrorisme dont vous avez été victime : "
    "il est pris en charge à {1} du tarif, soit {effect}.",
    R.AMO_SURCHARGE_WITHHELD: "Hors parcours de soins, l'Assurance Maladie verse {effect} de moins.",
    R.AMO_PARTICIPATION_WITHHELD: "La participation forfaitaire de {effect} est retenue sur ce versement.",
    R.SURCHARGE_DUE: "Vous avez consulté hors du parcours de soins : la prise en charge baisse de {1} de {0}, "
    "soit {effect}.",
    R.SURCHARGE_CAPPED: "Cette baisse ne peut pas dépasser {0} par acte : vous y gagnez {effect}.",
    R.SURCHARGE_LIMITED_TO_AMO: "Cette baisse ne peut pas dépasser ce que l'Assurance Maladie prend en charge : "
    "vous y gagnez {effect}.",
    R.SURCHARGE_NOT_DUE_YOUNG: "Avant {0}, le parcours de soins ne s'applique pas : aucune baisse.",
    R.SURCHARGE_NOT_DUE_DIRECT_ACCESS: "Ce médecin se consulte directement, sans passer par le médecin traitant : "
    "aucune baisse.",
    R.SURCHARGE_NOT_DUE_ALD: "Les soins de votre protocole d'affection de longue durée sont dans le parcours : "
    "aucune baisse.",
    R.SURCHARGE_DEFERRED: "Le professionnel a été payé directement : {0} vous seront demandés plus tard, "
    "pour ce soin hors parcours.",
    R.PARTICIPATION_DUE: "Une participation forfaitaire de {0}{1} reste à votre charge{since}.",
    R.PARTICIPATION_DAILY_CAP: "Ce jour-là, avec ce professionnel, elle ne dépasse pas {0} et {1} étaient déjà dus : "
    "{effect} de moins.",
    R.PARTICIPATION_YEARLY_CAP: "Dans l'année, elle ne dépasse pas {0} et {1} étaient déjà dus : {effect} de moins.",
    R.PARTICIPATION_EXEMPT_MINOR: "Pas de participation forfaitaire : moins de {0} au 1er janvier.",
    R.PARTICIPATION_EXEMPT_MATERNITY: "Pas de participation forfaitaire pendant la maternité.",
    R.PARTICIPATION_EXEMPT_C2S: "Pas de participation forfaitaire avec la Complémentaire santé solidaire.",
    R.PARTICIPATION_EXEMPT_AME: "Pas de participation forfaitaire avec l'aide médicale de l'État.",
    R.PARTICIPATION_EXEMPT_MILITARY_PENSION: "Pas de participation forfaitaire : "
    "ce soin est lié à votre pension militaire.",
    R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM: "Pas de participation forfaitaire : "
    "ce soin est lié à l'acte de terrorisme dont vous avez été victime.",
    R.LOCAL_SCHEME_SHARE: "Le régime local d'Alsace-Moselle ajoute {1} de {0}, soit {effect}.",
    R.LOCAL_SCHEME_LIMITED: "Il s'arrête à ce qui reste du tarif : {effect} de moins.",
    R.AMC_PERCENT_BASE_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} de {2} : {effect}.",
    R.AMC_PERCENT_BASE_ON_TOP: "Votre complémentaire{0} ajoute {1} de {2} : {effect}.",
    R.AMC_TICKET_MODERATEUR: "Votre complémentaire{0} paie le ticket modérateur : {effect}.",
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: "Votre complémentaire{0} paie le ticket modérateur et {1} de plus : {effect}.",
    R.AMC_EUROS_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} : {effect}.",
    R.AMC_EUROS: "Votre complémentaire{0} verse un forfait de {1}.",
    R.AMC_REAL_COST_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} du prix de {2} : {effect}.",
    R.AMC_REAL_COST: "Votre complémentaire{0} verse {1} du prix de {2} : {effect}.",
    R.AMC_C2S_TICKET_MODERATEUR: "La Complémentaire santé solidaire paie le ticket modérateur : {effect}.",
    R.AMC_C2S_SURCHARGE: "Elle paie aussi la baisse hors parcours de soins : {effect}.",
    R.AMC_C2S_TOP_UP: "Elle ajoute son forfait pour ce soin : {effect}.",
    R.AMC_LIMITED_TO_LEFT: "Elle ne verse jamais plus que ce qui reste à payer : {effect} de moins.",
    R.AMC_RESPONSIBLE_OVERRUN: "Un contrat responsable paie au plus {1} du tarif pour le dépassement "
    "d'un médecin sans Optam : {effect} de moins.",
    R.PATIENT_OVERRUN: "Dépassement que personne ne rembourse : {effect}.",
    R.PATIENT_TICKET_MODERATEUR: "Ticket modérateur qui reste à votre charge : {effect}.",
    R.PATIENT_SURCHARGE: "Baisse pour soin hors parcours, à votre charge : {effect}.",
    R.PATIENT_PARTICIPATION: "Participation forfaitaire, à votre charge : {effect}.",
}
