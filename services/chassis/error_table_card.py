"""Rows of the card: presentations, contexts, devices, enrolment, accesses; see chassis.error_table."""

from collections.abc import Mapping
from typing import Final

from grpc import StatusCode

from chassis.error_codes import ErrorCode
from chassis.error_row import SUPPORT_EN, SUPPORT_FR, ErrorRow

C, S = ErrorCode, StatusCode

OF_THE_CARD: Final[Mapping[ErrorCode, ErrorRow]] = {
    C.PRESENTATION_INVALID: ErrorRow(
        S.INVALID_ARGUMENT, 400, "This is not a presentation of a card",
        "Demandez au patient d'afficher de nouveau sa carte, puis scannez-la.",
        "Ask the patient to show the card again, then scan it.",
        "facts.why names the check that failed: size, structure, key, signature, binding. Never try to repair a QR."),
    C.PRESENTATION_EXPIRED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The presentation is too old",
        "Le code affiché n'est plus valable : demandez au patient d'en afficher un nouveau.",
        "The code shown is no longer valid: ask the patient to show a new one.",
        "A presentation lives 60 s; one scanned without network is sent with `deferred`, at most 72 h later."),
    C.CLOCK_WRONG: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The clock of the phone is wrong",
        "L'heure du téléphone est fausse : réglez-la en automatique, puis affichez la carte de nouveau.",
        "The clock of the phone is wrong: set it to automatic, then show the card again.",
        "facts.direction (ahead or behind) and facts.minutes say by how much; 30 s are allowed."),
    C.ALREADY_USED: ErrorRow(
        S.ALREADY_EXISTS, 409, "This presentation was used already",
        "Ce code a déjà servi : demandez au patient d'en afficher un nouveau.",
        "This code has been used: ask the patient to show a new one.",
        "Single use, the first practice wins; the same key and request_id get the same context again."),
    C.CARD_OPPOSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The card is opposed",
        "Cette carte est en opposition : demandez la carte Vitale physique ou une attestation.",
        "This card was reported lost or stolen: ask for the plastic card or a certificate.",
        "Opposition is irreversible for this serial; nothing after it may be billed under it."),
    C.CARD_SUSPENDED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The card is suspended",
        "Cette carte est suspendue : le patient peut la réactiver dans l'application, ou présenter sa carte physique.",
        "This card is suspended: the patient may resume it in the app, or show the plastic card.",
        "Only an active card can be presented; the holder resumes it unless its key was locked."),
    C.CARD_LOCKED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The key of the card is locked",
        "Le code a été saisi trois fois de travers : activez de nouveau la carte, avec une preuve d'identité.",
        "The code was wrong three times: activate the card again, with a proof of identity.",
        "A locked card never resumes: a new enrolment gives a new serial."),
    C.CARD_ENDED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The card has ended",
        "Cette carte n'est plus en service : demandez la carte Vitale physique ou une attestation.",
        "This card is no longer in use: ask for the plastic card or a certificate.",
        "facts.state: renewed, deactivated or closed; these never change again."),
    C.CONTEXT_INVALID: ErrorRow(
        S.UNAUTHENTICATED, 401, "This is not a context",
        "Demandez au patient de présenter de nouveau sa carte.", "Ask the patient to show the card again.",
        "facts.why names the check that failed; a context is used with the DPoP key that redeemed it."),
    C.CONTEXT_EXPIRED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The context has ended",
        "La présentation date de trop longtemps : demandez au patient de présenter de nouveau sa carte.",
        "The presentation is too old: ask the patient to show the card again.",
        "Renew a context while its token is valid; four hours after the presentation nothing renews it."),
    C.CONTEXT_DEAD: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The context was ended",
        "Cette présentation a été annulée : demandez au patient de présenter de nouveau sa carte.",
        "This presentation was cancelled: ask the patient to show the card again.",
        "Ended by the practice, or the holder said that the presentation was not theirs."),
    C.ATTESTATION_REFUSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The phone does not prove where its key is kept",
        "Ce téléphone ne peut pas recevoir la carte.", "This phone cannot hold the card.",
        "facts.why is the check of the attestation chain that failed (app, app_signer: not one of ATTESTATION_APPS); "
        "demo keys are refused in production."),
    C.CONTEXT_MISMATCH: ErrorRow(
        S.PERMISSION_DENIED, 403, "The context belongs to another practice or key",
        "Scannez de nouveau la carte sur ce poste.", "Scan the card again on this computer.",
        "Token, proof of possession and practice must be of one owner: compare cnf, practice and the DPoP key."),
    C.PROOF_INVALID: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The check proof is not valid",
        "Consultez de nouveau les droits, puis renvoyez la facture.", "Ask for the rights again, then send the bill.",
        "facts.why names the check that failed; send the proof of GetRights unchanged."),
    C.PROOF_MISMATCH: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The bill contradicts its check proof",
        "Corrigez le champ indiqué, ou consultez de nouveau les droits.",
        "Correct the field named, or ask for the rights again.",
        "Care date, rights revision and context of a bill are those of its proof; see errors[]."),
    C.BINDING_REQUIRED: ErrorRow(
        S.UNAUTHENTICATED, 401, "The call must prove its key", SUPPORT_FR, SUPPORT_EN,
        "Send metadata dpop: a proof (RFC 9449) for this method and token, or use a TLS client certificate."),
    C.DEMO_CARD_NOT_BILLABLE: ErrorRow(
        S.FAILED_PRECONDITION, 412, "A demonstration card cannot be billed",
        "Carte de démonstration (lettre D) : rien ne peut être facturé.",
        "Demonstration card (letter D): nothing can be billed.", "Intake refuses keys of class demo in production."),
}  # fmt: skip
