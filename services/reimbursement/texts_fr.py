"""Owns the French sentences of a receipt and the names of families, written for the person who was cared for."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.vocabulary import DebtKind, Family

TEXTS: Mapping[R, str] = {
    R.BASE_TARIFF: "Le tarif de référence est de {0}{1}{since}.",
    R.BASE_SUPPLEMENT: "S'y ajoute une majoration de {0}{1}{since}.",
    R.BASE_STATED: "Le professionnel a indiqué la base de remboursement de cet acte : {effect}.",
    R.BASE_PRODUCT: "La base est calculée : {0}{1}{2}, soit {effect} arrondis au centime.",
    R.BASE_KEY_LETTER: "La base est la valeur de la lettre-clé de l'acte{since} multipliée par son coefficient : "
    "{0}{1}{2}, soit {effect} arrondis au centime.",
    R.BASE_FACTOR: "Les conditions de cet acte (majoration, actes associés, étape...) multiplient son tarif par {0} : "
    "{signed}.",
    R.BASE_GENERIC_PRICE: "Vous avez refusé le médicament générique sans raison médicale : "
    "le calcul se fait sur le prix du générique, {0}{1}, soit {effect} de moins.",
    R.BASE_NOT_RENEWABLE: "Cet équipement n'est remboursé qu'une fois en {0}, et il l'a déjà été : "
    "la base baisse de {effect}.",
    R.BASE_SESSIONS_REACHED: "L'Assurance Maladie rembourse au plus {0} séances par an : "
    "la base baisse de {effect} pour celles qui dépassent.",
    R.BASE_ABOVE_CURE_CEILING: "Ces frais de cure ne sont remboursés que si les ressources du foyer restent "
    "sous un plafond, {0} pour une personne seule : la base baisse de {effect}.",
    R.BASE_SECTOR_2: "Votre médecin est en secteur 2 sans Optam et pratique un dépassement : "
    "l'Assurance Maladie rembourse alors sur la base de {0}{1}.",
    R.BASE_SECTOR_3: "Votre médecin n'est pas conventionné : la base n'est que de {0}{1}.",
    R.BASE_LIMITED_TO_PRICE: "Le prix est inférieur au tarif : le calcul se fait sur ce prix, {0}.",
    R.RATE_ORDINARY: "L'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
    R.RATE_STATED: "Le taux indiqué pour ce soin est de {1} : l'Assurance Maladie prend en charge {effect}.",
    R.RATE_COMPULSORY_EXAM: "Cet examen obligatoire de l'enfant est pris en charge à {1} : {effect}.",
    R.RATE_PREGNANCY_EXAM: "Cet examen obligatoire de la grossesse est pris en charge à {1} : {effect}.",
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
    R.RATE_NEWBORN: "L'hospitalisation d'un nouveau-né est prise en charge à {1} du tarif, soit {effect}.",
    R.RATE_PREVENTION: "Cet acte de prévention est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_CONTRACEPTION: "Pour les jeunes, ce soin de contraception est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_SCREENING: "Ce dépistage est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_DENTAL_CHECK: "Pour ce rendez-vous de prévention « M'T dents tous les ans ! », "
    "l'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
    R.RATE_IN_STAY: "Pendant une hospitalisation, l'Assurance Maladie prend en charge {1} de {0}, soit {effect}.",
    R.RATE_AFTER_30_DAYS: "Après 30 jours d'hospitalisation, l'Assurance Maladie prend en charge {1} de {0}, "
    "soit {effect}.",
    R.RATE_COSTLY_ACT: "Seul ou avec ceux faits en même temps, cet acte atteint le seuil des actes coûteux : "
    "il est pris en charge à {1} du tarif, soit {effect}.",
    R.RATE_EMERGENCY: "Les soins d'un passage aux urgences sans hospitalisation sont pris en charge à {1} du tarif, "
    "soit {effect}.",
    R.AMO_SURCHARGE_WITHHELD: "Hors parcours de soins, l'Assurance Maladie verse {effect} de moins.",
    R.AMO_PARTICIPATION_WITHHELD: "La participation forfaitaire de {effect} est retenue sur ce versement.",
    R.AMO_FRANCHISE_WITHHELD: "La franchise médicale de {effect} est retenue sur ce versement.",
    R.AMO_COSTLY_ACT_FEE: "L'Assurance Maladie ne paie pas le forfait des actes coûteux : {effect} de moins.",
    R.AMO_EMERGENCY_FEE: "L'Assurance Maladie ne paie pas le forfait du passage aux urgences : {effect} de moins.",
    R.AMO_DAILY_FEE: "L'Assurance Maladie ne paie pas le forfait journalier hospitalier, {0} pendant {1} : "
    "{effect} de moins.",
    R.REGIME_FOLLOWS_GENERAL: "Votre régime d'assurance maladie (n° {0}) rembourse ce soin "
    "comme le régime général{since}.",
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
    R.SURCHARGE_NOT_DUE_SUBSTITUTE: "Ce médecin remplaçait votre médecin traitant : aucune baisse.",
    R.SURCHARGE_NOT_DUE_REFERRED: "Vous venez sur le conseil de votre médecin traitant : aucune baisse.",
    R.SURCHARGE_NOT_DUE_EMERGENCY: "En urgence ou loin de chez vous, vous pouvez consulter un autre médecin : "
    "aucune baisse.",
    R.SURCHARGE_DEFERRED: "Le professionnel a été payé directement : {0} vous seront demandés plus tard, "
    "pour ce soin hors parcours.",
    R.PARTICIPATION_DUE: "Une participation forfaitaire de {0}{1} reste à votre charge{since}.",
    R.PARTICIPATION_DAILY_CAP: "Ce jour-là, avec ce professionnel, elle ne dépasse pas {0}{1} : {effect} de moins.",
    R.PARTICIPATION_YEARLY_CAP: "Dans l'année, elle ne dépasse pas {0}{1} : {effect} de moins.",
    R.PARTICIPATION_EXEMPT_MINOR: "Pas de participation forfaitaire : moins de {0} au 1er janvier.",
    R.PARTICIPATION_EXEMPT_MATERNITY: "Pas de participation forfaitaire pendant la maternité.",
    R.PARTICIPATION_EXEMPT_C2S: "Pas de participation forfaitaire avec la Complémentaire santé solidaire.",
    R.PARTICIPATION_EXEMPT_AME: "Pas de participation forfaitaire avec l'aide médicale de l'État.",
    R.PARTICIPATION_EXEMPT_MILITARY_PENSION: "Pas de participation forfaitaire : "
    "ce soin est lié à votre pension militaire.",
    R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM: "Pas de participation forfaitaire : "
    "ce soin est lié à l'acte de terrorisme dont vous avez été victime.",
    R.PARTICIPATION_EXEMPT_NEWBORN: "Pas de participation forfaitaire pour un nouveau-né.",
    R.PARTICIPATION_EXEMPT_SCREENING: "Pas de participation forfaitaire pour cet acte de prévention.",
    R.FRANCHISE_DUE: "Une franchise médicale de {0}{1} (par boîte, par acte ou par trajet) "
    "reste à votre charge{since}.",
    R.FRANCHISE_DAILY_CAP: "Ce jour-là, avec ce professionnel, elle ne dépasse pas {0}{1} : {effect} de moins.",
    R.FRANCHISE_YEARLY_CAP: "Dans l'année, elle ne dépasse pas {0}{1} : {effect} de moins.",
    R.FRANCHISE_LIMITED_TO_AMO: "Elle ne peut pas dépasser ce que l'Assurance Maladie prend en charge : "
    "{effect} de moins.",
    R.FRANCHISE_EXEMPT_MINOR: "Pas de franchise médicale : moins de {0} au 1er janvier.",
    R.FRANCHISE_EXEMPT_MATERNITY: "Pas de franchise médicale pendant la maternité.",
    R.FRANCHISE_EXEMPT_C2S: "Pas de franchise médicale avec la Complémentaire santé solidaire.",
    R.FRANCHISE_EXEMPT_AME: "Pas de franchise médicale avec l'aide médicale de l'État.",
    R.FRANCHISE_EXEMPT_MILITARY_PENSION: "Pas de franchise médicale : ce soin est lié à votre pension militaire.",
    R.FRANCHISE_EXEMPT_TERRORISM_VICTIM: "Pas de franchise médicale : "
    "ce soin est lié à l'acte de terrorisme dont vous avez été victime.",
    R.FRANCHISE_EXEMPT_NEWBORN: "Pas de franchise médicale pour un nouveau-né.",
    R.FRANCHISE_EXEMPT_EMERGENCY: "Pas de franchise médicale pour un transport d'urgence.",
    R.FEE_COSTLY_ACT: "Pour un acte coûteux, un forfait de {0}{since} remplace votre part du tarif.",
    R.FEE_COSTLY_ACT_ALREADY: "Le forfait des actes coûteux, {0}, n'est dû qu'une fois par visite ou par séjour : "
    "rien de plus pour cet acte.",
    R.FEE_COSTLY_ACT_EXEMPT: "Votre situation vous dispense du forfait des actes coûteux.",
    R.FEE_COSTLY_ACT_NOT_FOR_IMAGING: "Les examens d'imagerie n'ont pas de forfait des actes coûteux.",
    R.FEE_EMERGENCY: "Un forfait de {0}{since} remplace votre part des soins de ce passage aux urgences.",
    R.FEE_EMERGENCY_REDUCED: "Dans votre situation, le forfait qui remplace votre part des soins de ce passage "
    "aux urgences est réduit à {0}{since}.",
    R.FEE_EMERGENCY_EXEMPT: "Votre situation vous dispense du forfait du passage aux urgences.",
    R.FEE_DAILY: "Le forfait journalier hospitalier est de {0}{since}, dû pour {1} : {effect}.",
    R.FEE_DAILY_IMPUTED: "Le forfait journalier se confond avec votre part du tarif, {0}, "
    "et n'est pas compté deux fois : {effect} de moins.",
    R.FEE_DAILY_EXEMPT: "Votre situation vous dispense du forfait journalier hospitalier.",
    R.LOCAL_SCHEME_SHARE: "Le régime local d'Alsace-Moselle ajoute {1} de {0}, soit {effect}.",
    R.LOCAL_SCHEME_LIMITED: "Il s'arrête à ce qui reste du tarif : {effect} de moins.",
    R.LOCAL_SCHEME_FEE: "Le régime local d'Alsace-Moselle paie le forfait à votre place : {effect}.",
    R.AMC_PERCENT_BASE_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} de {2} : {effect}.",
    R.AMC_PERCENT_BASE_ON_TOP: "Votre complémentaire{0} ajoute {1} de {2} : {effect}.",
    R.AMC_TICKET_MODERATEUR: "Votre complémentaire{0} paie le ticket modérateur, votre part du tarif : {effect}.",
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: "Votre complémentaire{0} paie le ticket modérateur (votre part du tarif) "
    "et {1} de plus : {effect}.",
    R.AMC_EUROS_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} : {effect}.",
    R.AMC_EUROS: "Votre complémentaire{0} verse un forfait de {1}.",
    R.AMC_REAL_COST_WITH_AMO: "Votre complémentaire{0} complète jusqu'à {1} du prix de {2} : {effect}.",
    R.AMC_REAL_COST: "Votre complémentaire{0} verse {1} du prix de {2} : {effect}.",
    R.AMC_C2S_TICKET_MODERATEUR: "La Complémentaire santé solidaire paie votre part du tarif : {effect}.",
    R.AMC_C2S_SURCHARGE: "Elle paie aussi la baisse hors parcours de soins : {effect}.",
    R.AMC_C2S_TOP_UP: "Elle ajoute son forfait pour ce soin : {effect}.",
    R.AMC_BUDGET: "Votre complémentaire{0} réserve {1} à ces soins, dont {2} déjà versés : {effect}.",
    R.AMC_PERCENT_PMSS: "Votre complémentaire{0} verse {1} du plafond mensuel de la Sécurité sociale, {2} : {effect}.",
    R.AMC_HUNDRED_PERCENT_SANTE: "Cet équipement est dans le panier 100 % Santé : votre complémentaire{0} "
    "paie tout ce que l'Assurance Maladie laisse, {effect}.",
    R.AMC_TIMES_REACHED: "Votre complémentaire{0} paie au plus {1} de ces soins par an, et elle l'a déjà fait : "
    "{effect} de moins.",
    R.AMC_LIMITED_TO_LEFT: "Elle ne verse jamais plus que ce qui reste à payer : {effect} de moins.",
    R.AMC_RESPONSIBLE_OVERRUN: "Un contrat responsable paie au plus {1} du tarif pour le dépassement "
    "d'un médecin sans Optam : {effect} de moins.",
    R.AMC_RESPONSIBLE_OPTAM_GAP: "Pour un médecin sans Optam, un contrat responsable reste à au moins {1} du tarif "
    "sous ce qu'il paie pour un médecin avec Optam : {effect} de moins.",
    R.AMC_RESPONSIBLE_FLOOR: "Un contrat responsable paie au moins toute votre part du tarif : {effect} de plus.",
    R.AMC_RESPONSIBLE_FRAME: "Un contrat responsable paie au plus {1} pour une monture, "
    "Assurance Maladie comprise : {effect} de moins.",
    R.AMC_RESPONSIBLE_OPTICS_CEILING: "Un contrat responsable paie au plus {1} pour ces lunettes, "
    "Assurance Maladie comprise : {effect} de moins.",
    R.AMC_RESPONSIBLE_OPTICS_MINIMUM: "Un contrat responsable qui va au-delà du panier 100 % Santé paie au moins {1} "
    "pour ces lunettes, Assurance Maladie comprise : {effect} de plus.",
    R.AMC_RESPONSIBLE_HEARING: "Un contrat responsable paie au plus {1} par oreille, "
    "Assurance Maladie comprise : {effect} de moins.",
    R.AMC_RESPONSIBLE_RENEWAL: "Un contrat responsable ne paie cet équipement qu'une fois en {1} : {effect} de moins.",
    R.AMC_PRICE_LIMIT: "Le prix de cet équipement dépasse sa limite, {1} : votre complémentaire{0} ne paie pas "
    "le dépassement, {effect} de moins.",
    R.PATIENT_OVERRUN: "Dépassement que personne ne rembourse : {effect}.",
    R.PATIENT_TICKET_MODERATEUR: "Ticket modérateur (votre part du tarif) qui reste à votre charge : {effect}.",
    R.PATIENT_SURCHARGE: "Baisse pour soin hors parcours, à votre charge : {effect}.",
    R.PATIENT_PARTICIPATION: "Participation forfaitaire, à votre charge : {effect}.",
    R.PATIENT_FRANCHISE: "Franchise médicale, à votre charge : {effect}.",
    R.PATIENT_FEE: "Forfait que personne d'autre ne paie, à votre charge : {effect}.",
}

FAMILIES: Mapping[Family, str] = {
    Family.CONSULTATION: "Consultation",
    Family.VISIT: "Visite à domicile",
    Family.TECHNICAL_ACT: "Acte technique",
    Family.IMAGING: "Examen d'imagerie",
    Family.MIDWIFE: "Acte de sage-femme",
    Family.DENTAL_CARE: "Soin dentaire",
    Family.DENTAL_PROSTHESIS: "Prothèse dentaire",
    Family.ORTHODONTICS: "Orthodontie",
    Family.AUXILIARY: "Soin d'un auxiliaire médical",
    Family.BIOLOGY: "Analyses de laboratoire",
    Family.ANATOMO_PATHOLOGY: "Examen de tissus ou de cellules",
    Family.MEDICINE_100: "Médicament irremplaçable",
    Family.MEDICINE_65: "Médicament à service médical important",
    Family.MEDICINE_30: "Médicament à service médical modéré",
    Family.MEDICINE_15: "Médicament à service médical faible",
    Family.HOMEOPATHY: "Médicament homéopathique",
    Family.LPP: "Appareil ou matériel médical",
    Family.WHEELCHAIR: "Fauteuil roulant",
    Family.WHEELCHAIR_RENTAL: "Location de fauteuil roulant",
    Family.OPTICS_FRAME: "Monture de lunettes",
    Family.OPTICS_LENS: "Verre de lunettes",
    Family.HEARING_AID: "Aide auditive",
    Family.TRANSPORT: "Transport sanitaire",
    Family.HOSPITAL_DAY: "Séjour à l'hôpital",
    Family.CURE: "Soins de cure thermale",
    Family.CURE_SUPERVISION: "Surveillance médicale de cure",
    Family.CURE_TRAVEL: "Trajet de cure",
    Family.CURE_LODGING: "Hébergement de cure",
    Family.PSYCHOLOGIST: "Séance chez un psychologue",
    Family.SURCHARGE: "Majoration",
}

# What a debt of an earlier receipt is, and the sentence of taking it from a payment or giving it back.
DEBTS: Mapping[DebtKind, str] = {
    DebtKind.PARTICIPATION: "Participation forfaitaire",
    DebtKind.FRANCHISE: "Franchise médicale",
    DebtKind.SURCHARGE: "Baisse hors parcours",
}
DEBT_TAKEN = (
    "{debt} de votre soin du {day}, où le professionnel a été payé directement : "
    "{amount} sont retenus sur ce versement."
)
DEBT_GIVEN_BACK = "{debt} de votre soin du {day}, annulé depuis : {amount} vous sont rendus."
