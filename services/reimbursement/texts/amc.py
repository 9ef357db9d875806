"""Owns the sentences of the complementary contracts: guarantees, C2S, and what a responsible contract may pay."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.texts.text import Text
from reimbursement.writing import Writer, money, months, number, points, rank, rate, years

_RANK: tuple[Writer, ...] = (rank,)
_PERCENT_OF: tuple[Writer, ...] = (rank, rate, money)
_EUROS: tuple[Writer, ...] = (rank, money)
_CONTRACTS = "responsible.overrun_without_optam"  # L871-1 s.: what a complementary contract pays

TEXTS: Mapping[R, Text] = {
    R.AMC_PERCENT_BASE_WITH_AMO: Text(
        fr="Votre complémentaire{0} complète jusqu'à {1} de {2} : {effect}.",
        en="Your complementary insurer{0} tops up to {1} of {2}: {effect}.",
        writers=_PERCENT_OF,
        rests_on=_CONTRACTS,
    ),
    R.AMC_PERCENT_BASE_ON_TOP: Text(
        fr="Votre complémentaire{0} ajoute {1} de {2} : {effect}.",
        en="Your complementary insurer{0} adds {1} of {2}: {effect}.",
        writers=_PERCENT_OF,
        rests_on=_CONTRACTS,
    ),
    R.AMC_TICKET_MODERATEUR: Text(
        fr="Votre complémentaire{0} paie le ticket modérateur, votre part du tarif : {effect}.",
        en="Your complementary insurer{0} pays your share of the tariff: {effect}.",
        writers=_RANK,
        rests_on=_CONTRACTS,
    ),
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: Text(
        fr="Votre complémentaire{0} paie le ticket modérateur (votre part du tarif) et {1} de plus : {effect}.",
        en="Your complementary insurer{0} pays your share of the tariff and {1} more: {effect}.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_EUROS_WITH_AMO: Text(
        fr="Votre complémentaire{0} complète jusqu'à {1} : {effect}.",
        en="Your complementary insurer{0} tops up to {1}: {effect}.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_EUROS: Text(
        fr="Votre complémentaire{0} verse un forfait de {1}.",
        en="Your complementary insurer{0} pays a fixed {1}.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_REAL_COST_WITH_AMO: Text(
        fr="Votre complémentaire{0} complète jusqu'à {1} du prix de {2} : {effect}.",
        en="Your complementary insurer{0} tops up to {1} of the price of {2}: {effect}.",
        writers=_PERCENT_OF,
        rests_on=_CONTRACTS,
    ),
    R.AMC_REAL_COST: Text(
        fr="Votre complémentaire{0} verse {1} du prix de {2} : {effect}.",
        en="Your complementary insurer{0} pays {1} of the price of {2}: {effect}.",
        writers=_PERCENT_OF,
        rests_on=_CONTRACTS,
    ),
    R.AMC_C2S_TICKET_MODERATEUR: Text(
        fr="La Complémentaire santé solidaire paie votre part du tarif : {effect}.",
        en="Public complementary cover (C2S) pays your share of the tariff: {effect}.",
        writers=_RANK,
        rests_on="situation.c2s.participation",
    ),
    R.AMC_C2S_SURCHARGE: Text(
        fr="Elle paie aussi la baisse hors parcours de soins : {effect}.",
        en="It also pays the drop for care outside the pathway: {effect}.",
        writers=_RANK,
        rests_on="situation.c2s.participation",
    ),
    R.AMC_C2S_TOP_UP: Text(
        fr="Elle ajoute son forfait pour ce soin : {effect}.",
        en="It adds its fixed amount for this care: {effect}.",
        writers=_RANK,
        rests_on="situation.c2s.participation",
    ),
    R.AMC_BUDGET: Text(
        fr="Votre complémentaire{0} réserve {1} à ces soins, dont {2} déjà versés : {effect}.",
        en="Your complementary insurer{0} sets aside {1} for this care, of which {2} is already paid: {effect}.",
        writers=(rank, money, money),
        rests_on=_CONTRACTS,
    ),
    R.AMC_PERCENT_PMSS: Text(
        fr="Votre complémentaire{0} verse {1} du plafond mensuel de la Sécurité sociale, {2} : {effect}.",
        en="Your complementary insurer{0} pays {1} of the monthly social security ceiling, {2}: {effect}.",
        writers=_PERCENT_OF,
        rests_on=_CONTRACTS,
    ),
    R.AMC_HUNDRED_PERCENT_SANTE: Text(
        fr=(
            "Cet équipement est dans le panier 100 % Santé : "
            "votre complémentaire{0} paie tout ce que l'Assurance Maladie laisse, {effect}."
        ),
        en=(
            "This item is in the 100 % Santé basket: "
            "your complementary insurer{0} pays all that health insurance leaves, {effect}."
        ),
        writers=_RANK,
        rests_on=_CONTRACTS,
    ),
    R.AMC_TIMES_REACHED: Text(
        fr="Votre complémentaire{0} paie au plus {1} de ces soins par an, et elle l'a déjà fait : {effect} de moins.",
        en="Your complementary insurer{0} pays at most {1} of these a year, and it already has: {effect} less.",
        writers=(rank, number),
        rests_on=_CONTRACTS,
    ),
    R.AMC_LIMITED_TO_LEFT: Text(
        fr="Elle ne verse jamais plus que ce qui reste à payer : {effect} de moins.",
        en="It never pays more than what is left to pay: {effect} less.",
        writers=_RANK,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_OVERRUN: Text(
        fr=(
            "Un contrat responsable paie au plus {1} du tarif pour le "
            "dépassement d'un médecin sans Optam : {effect} de moins."
        ),
        en=(
            "A responsible contract pays at most {1} of the tariff for "
            "what a doctor without Optam charges above it: {effect} less."
        ),
        writers=(rank, rate),
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_OPTAM_GAP: Text(
        fr=(
            "Pour un médecin sans Optam, un contrat responsable reste à au moins {1} "
            "du tarif sous ce qu'il paie pour un médecin avec Optam : {effect} de moins."
        ),
        en=(
            "For a doctor without Optam a responsible contract stays at least {1} "
            "of the tariff below what it pays for a doctor with Optam: {effect} less."
        ),
        writers=(rank, points),
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_FLOOR: Text(
        fr="Un contrat responsable paie au moins toute votre part du tarif : {effect} de plus.",
        en="A responsible contract pays at least your whole share of the tariff: {effect} more.",
        writers=_RANK,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_FRAME: Text(
        fr="Un contrat responsable paie au plus {1} pour une monture, Assurance Maladie comprise : {effect} de moins.",
        en="A responsible contract pays at most {1} for a frame, health insurance included: {effect} less.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_OPTICS_CEILING: Text(
        fr="Un contrat responsable paie au plus {1} pour ces lunettes, Assurance Maladie comprise : {effect} de moins.",
        en="A responsible contract pays at most {1} for these glasses, health insurance included: {effect} less.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_OPTICS_MINIMUM: Text(
        fr=(
            "Un contrat responsable qui va au-delà du panier 100 % Santé paie au moins {1} pour ces lunettes, "
            "Assurance Maladie comprise : {effect} de plus."
        ),
        en=(
            "A responsible contract that goes beyond the 100 % Santé basket pays at "
            "least {1} for these glasses, health insurance included: {effect} more."
        ),
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_HEARING: Text(
        fr="Un contrat responsable paie au plus {1} par oreille, Assurance Maladie comprise : {effect} de moins.",
        en="A responsible contract pays at most {1} per ear, health insurance included: {effect} less.",
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
    R.AMC_RESPONSIBLE_RENEWAL: Text(
        fr="Un contrat responsable ne paie cet équipement qu'une fois en {1} : {effect} de moins.",
        en="A responsible contract pays for this item only once in {1}: {effect} less.",
        writers=(rank, years),
        rests_on=_CONTRACTS,
        instead={"optics.renewal_months.young": (rank, months)},  # counted in months for the youngest
    ),
    R.AMC_PRICE_LIMIT: Text(
        fr=(
            "Le prix de cet équipement dépasse sa limite, {1} : "
            "votre complémentaire{0} ne paie pas le dépassement, {effect} de moins."
        ),
        en=(
            "The price of this item is above its limit, {1}: "
            "your complementary insurer{0} does not pay what goes beyond, {effect} less."
        ),
        writers=_EUROS,
        rests_on=_CONTRACTS,
    ),
}
