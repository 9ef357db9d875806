"""Owns the sentences of the base: tariffs, key letters, factors, sectors, and what is reimbursed only so often."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import Writer, by, money, number, thousandths, times, years

_TARIFF: tuple[Writer, ...] = (money, times)
_PRODUCT: tuple[Writer, ...] = (money, by, by)
_SHARE_OF_AMO = "rate.doctor"  # L160-13 I: AMO pays a share of the tariffs, the rest is the insured's

TEXTS: Mapping[R, Text] = {
    R.BASE_TARIFF: Text(
        fr="Le tarif de référence est de {0}{1}{since}.",
        en="The reference tariff is {0}{1}{since}.",
        writers=_TARIFF,
    ),
    R.BASE_SUPPLEMENT: Text(
        fr="S'y ajoute une majoration de {0}{1}{since}.",
        en="A supplement of {0}{1} is added{since}.",
        writers=_TARIFF,
    ),
    R.BASE_STATED: Text(
        fr="Le professionnel a indiqué la base de remboursement de cet acte : {effect}.",
        en="The professional stated the reimbursement base of this act: {effect}.",
        rests_on=_SHARE_OF_AMO,
    ),
    R.BASE_PRODUCT: Text(
        fr="La base est calculée : {0}{1}{2}, soit {effect} arrondis au centime.",
        en="The base is worked out as {0}{1}{2}: {effect}, rounded to the cent.",
        writers=_PRODUCT,
        rests_on=_SHARE_OF_AMO,
    ),
    R.BASE_KEY_LETTER: Text(
        fr=(
            "La base est la valeur de la lettre-clé de l'acte{since} multipliée par son coefficient : "
            "{0}{1}{2}, soit {effect} arrondis au centime."
        ),
        en=(
            "The base is the value of the act's key letter{since} times its coefficient, "
            "{0}{1}{2}: {effect}, rounded to the cent."
        ),
        writers=_PRODUCT,
    ),
    R.BASE_FACTOR: Text(
        fr=(
            "Les conditions de cet acte (majoration, actes associés, "
            "étape...) multiplient son tarif par {0} : {signed}."
        ),
        en=(
            "The conditions of this act (supplement, acts done together, "
            "stage...) multiply its tariff by {0}: {signed}."
        ),
        writers=(thousandths,),
    ),
    R.BASE_GENERIC_PRICE: Text(
        fr=(
            "Vous avez refusé le médicament générique sans raison médicale : "
            "le calcul se fait sur le prix du générique, {0}{1}, soit {effect} de moins."
        ),
        en=(
            "You declined the generic medicine without a medical reason: "
            "the price of the generic counts, {0}{1}, {effect} less."
        ),
        writers=_TARIFF,
    ),
    R.BASE_NOT_RENEWABLE: Text(
        fr="Cet équipement n'est remboursé qu'une fois en {0}, et il l'a déjà été : la base baisse de {effect}.",
        en="This item is reimbursed only once in {0}, and it already was: the base drops by {effect}.",
        writers=(years,),
    ),
    R.BASE_SESSIONS_REACHED: Text(
        fr=(
            "L'Assurance Maladie rembourse au plus {0} séances par an : "
            "la base baisse de {effect} pour celles qui dépassent."
        ),
        en="Health insurance reimburses at most {0} sessions a year: the base drops by {effect} for those beyond.",
        writers=(number,),
    ),
    R.BASE_ABOVE_CURE_CEILING: Text(
        fr=(
            "Ces frais de cure ne sont remboursés que si les ressources du foyer restent sous un plafond, "
            "{0} pour une personne seule : la base baisse de {effect}."
        ),
        en=(
            "These costs of a spa cure are reimbursed only when the household's resources stay under a ceiling, "
            "{0} for a person alone: the base drops by {effect}."
        ),
        writers=(money,),
    ),
    R.BASE_SECTOR_2: Text(
        fr=(
            "Votre médecin est en secteur 2 sans Optam et pratique un dépassement : "
            "l'Assurance Maladie rembourse alors sur la base de {0}{1}."
        ),
        en=(
            "Your doctor is in sector 2 without Optam and charges above the tariff: "
            "health insurance then reckons on {0}{1}."
        ),
        writers=_TARIFF,
    ),
    R.BASE_SECTOR_3: Text(
        fr="Votre médecin n'est pas conventionné : la base n'est que de {0}{1}.",
        en="Your doctor has no agreement with health insurance: the base is only {0}{1}.",
        writers=_TARIFF,
    ),
    R.BASE_LIMITED_TO_PRICE: Text(
        fr="Le prix est inférieur au tarif : le calcul se fait sur ce prix, {0}.",
        en="The price is below the tariff, so the price counts: {0}.",
        writers=(money,),
        rests_on=_SHARE_OF_AMO,
    ),
}
