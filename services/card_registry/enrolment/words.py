"""What a person reads when a file stops or waits, in French and English: what it means, and what to do next."""

from typing import Final, NamedTuple

from vitale.card.v1 import enrolment_service_pb2 as pb


class Words(NamedTuple):
    """What it means and what to do, in both languages."""

    fr: str
    fr_next: str
    en: str
    en_next: str


REFUSALS: Final = {
    "number_mismatch": Words(
        "Ce numéro n'est pas celui de votre compte.", "Relisez les 15 chiffres sur votre carte, puis recommencez.",
        "This number is not the one of your account.", "Read the 15 digits on your card again, then begin again."),
    "holder_unknown": Words(
        "Votre caisse ne nous a pas encore transmis votre dossier.", "Réessayez demain, ou appelez votre caisse.",
        "Your fund has not sent us your file yet.", "Try again tomorrow, or call your fund."),
    "affiliation_ended": Words(
        "Votre affiliation a pris fin.", "Adressez-vous à votre caisse actuelle.",
        "Your affiliation has ended.", "Turn to your present fund."),
    "under_16": Words(
        "La carte sur téléphone est ouverte à partir de 16 ans.",
        "Avant 16 ans, vos soins passent par la carte d'un parent.",
        "The card on a phone is open from the age of 16.", "Before 16, your care goes by a parent's card."),
    "guardianship": Words(
        "La carte sur téléphone n'est pas ouverte aux personnes sous tutelle.",
        "Votre carte en plastique reste valable ; votre tuteur peut appeler votre caisse.",
        "The card on a phone is not open to persons under guardianship.",
        "Your plastic card stays valid; your guardian may call your fund."),
    "state_medical_aid": Words(
        "L'aide médicale de l'État a sa propre carte.", "Présentez la carte AME au professionnel.",
        "State medical aid has a card of its own.", "Show the AME card to the professional."),
    "no_physical_card": Words(
        "Il faut d'abord une carte Vitale en plastique valable.", "Commandez-la dans votre compte, puis recommencez.",
        "A valid plastic carte Vitale is needed first.", "Order it in your account, then begin again."),
    "not_open_yet": Words(
        "Ce moyen n'est pas encore ouvert dans votre département ou votre régime.",
        "Gardez votre carte en plastique ; revenez à la date indiquée.",
        "This way is not open yet in your department or scheme.",
        "Keep your plastic card; come back on the date shown."),
    "traits_mismatch": Words(
        "L'identité lue n'est pas celle de votre dossier.",
        "Faites corriger votre état civil auprès de votre caisse, puis recommencez.",
        "The identity that was read is not the one of your file.",
        "Have your civil status corrected by your fund, then begin again."),
    "face": Words(
        "Votre visage n'a pas pu être reconnu.", "Recommencez en pleine lumière, sans lunettes ni couvre-chef.",
        "Your face could not be recognised.", "Begin again in full light, without glasses or headgear."),
    "document": Words(
        "Le document n'a pas pu être vérifié.", "Recommencez avec une pièce en cours de validité, sans reflet.",
        "The document could not be checked.", "Begin again with a valid document, without glare."),
    "liveness": Words(
        "La vidéo ne montre pas une personne en mouvement.", "Recommencez en suivant les gestes demandés.",
        "The video does not show a person moving.", "Begin again and follow the gestures asked for."),
    "expired": Words(
        "La demande n'a pas été terminée à temps.", "Recommencez une demande.",
        "The request was not finished in time.", "Begin a new request."),
}  # fmt: skip
REFUSALS["traits"] = REFUSALS["traits_mismatch"]

_NEXT: Final = {
    pb.FILE_STATE_DRAFT: (
        "Saisissez votre numéro de sécurité sociale, puis prouvez votre identité.",
        "Enter your social security number, then prove your identity.",
    ),
    pb.FILE_STATE_IDENTITY_PENDING: (
        "Une personne vérifie votre identité ; la réponse vient sous 48 heures.",
        "A person checks your identity; the answer comes within 48 hours.",
    ),
    pb.FILE_STATE_ACTIVABLE: (
        "Choisissez votre code secret pour activer la carte.",
        "Choose your secret code to activate the card.",
    ),
    pb.FILE_STATE_ACTIVATED: ("Votre carte est active.", "Your card is active."),
}


def refusal(reason: str, language: str, *, opens_on: str = "") -> pb.Refusal:
    """The refusal of a stable word in a language ("en", else French)."""
    words = REFUSALS[reason]
    meant, then = (words.en, words.en_next) if language == "en" else (words.fr, words.fr_next)
    return pb.Refusal(reason=reason, words=meant, next=then, opens_on=opens_on)


def next_step(state: pb.FileState.ValueType, language: str) -> str:
    """What to do next at a state; empty for a file that has ended."""
    french, english = _NEXT.get(state, ("", ""))
    return english if language == "en" else french
