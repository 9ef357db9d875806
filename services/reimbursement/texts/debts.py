"""Owns the words of debts: what was left owed by an earlier receipt, and is taken from a payment or given back."""

from collections.abc import Mapping

from reimbursement.texts.text import Text
from reimbursement.vocabulary import DebtKind

DEBTS: Mapping[DebtKind, Text] = {
    DebtKind.PARTICIPATION: Text("Participation forfaitaire", "Flat participation"),
    DebtKind.FRANCHISE: Text("Franchise médicale", "Medical deductible (franchise)"),
    DebtKind.SURCHARGE: Text("Baisse hors parcours", "Drop outside the care pathway"),
}
DEBT_TAKEN = Text(
    fr=(
        "{debt} de votre soin du {day}, où le professionnel a été payé directement : "
        "{amount} sont retenus sur ce versement."
    ),
    en=(
        "{debt} for your care of {day}, when the professional was paid directly: "
        "{amount} is withheld from this payment."
    ),
)
DEBT_GIVEN_BACK = Text(
    fr="{debt} de votre soin du {day}, annulé depuis : {amount} vous sont rendus.",
    en="{debt} for your care of {day}, cancelled since: {amount} is given back to you.",
)
