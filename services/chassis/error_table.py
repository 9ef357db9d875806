"""The one table of errors: each code's gRPC and HTTP status, title, advice at the counter (fr, en) and to engineers."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from grpc import StatusCode

from chassis.error_codes import ErrorCode


class ErrorRow(NamedTuple):
    """What one code becomes at each door, and what to do about it."""

    grpc_status: StatusCode
    http_status: int
    title: str
    counter_fr: str
    counter_en: str
    engineer: str
    parked: bool = False  # may stand as the reason of a parked record
    retry_after_s: float = 0.0  # above zero: the same call may be repeated after that many seconds


_LATER_FR = "Réessayez dans un instant ; rien n'est perdu."
_LATER_EN = "Try again in a moment; nothing is lost."
_SUPPORT_FR = "Donnez le numéro d'assistance à votre éditeur de logiciel."
_SUPPORT_EN = "Give the support number to your software vendor."
_WAIT_FR = "Le dossier est gardé et sera repris sans nouvelle saisie."
_WAIT_EN = "The file is kept and will be taken up again; do not enter it a second time."

C, S = ErrorCode, StatusCode

ERRORS: Final[Mapping[ErrorCode, ErrorRow]] = {
    C.INVALID_ARGUMENT: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The request is not valid", "Corrigez les champs indiqués, puis renvoyez.",
        "Correct the fields named, then send again.", "Read errors[]: each names a field, a reason and what to send."),
    C.IDENTIFIER_INVALID: ErrorRow(
        S.INVALID_ARGUMENT, 400, "An identifier is malformed", "Vérifiez le numéro saisi, puis renvoyez.",
        "Check the number you entered, then send again.", "Length, characters or check digit are wrong; see errors[]."),
    C.NIR_KEY_WRONG: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The key of the social security number is wrong",
        "Relisez le numéro de sécurité sociale et sa clé sur la carte ou l'attestation.",
        "Read the social security number and its key again from the card or the certificate.",
        "97 - (NIR mod 97) differs from the key; Corsica: 2A counts as 19, 2B as 18."),
    C.UNKNOWN_ACT: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The act is not known", "Vérifiez le code de l'acte et la date des soins.",
        "Check the code of the act and the date of care.", "No tariff in force on the care date names this code."),
    C.NEGATIVE_PRICE: ErrorRow(
        S.INVALID_ARGUMENT, 400, "A price is negative", "Saisissez le prix demandé, en euros, sans signe moins.",
        "Enter the price charged, without a minus sign.", "price_cents must be >= 0; to undo a claim, cancel it."),
    C.CARE_IN_FUTURE: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The date of care is in the future", "Corrigez la date des soins.",
        "Correct the date of care.",
        "The date is compared with today at the place of care, from the practice's token."),
    C.INVALID_CARE: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The care cannot be settled as described",
        "Corrigez les champs indiqués, puis renvoyez.",
        "Correct the fields named, then send again.", "The rules refuse this combination; see errors[].", parked=True),
    C.BATCH_TOO_LARGE: ErrorRow(
        S.RESOURCE_EXHAUSTED, 413, "The batch is too large", "Envoyez moins de factures à la fois.",
        "Send fewer claims at a time.", "Stay below the count and bytes in facts; split and repeat, it is idempotent."),
    C.CURSOR_INVALID: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The place in the list is no longer valid", "Rechargez la liste.", "Reload the list.",
        "Cursors are sealed and bound to the viewer and generation: start without one."),
    C.CLAIM_CONFLICT: ErrorRow(
        S.ALREADY_EXISTS, 409, "This invoice number was used for another content",
        "Ce numéro de facture existe déjà : utilisez un nouveau numéro, ou corrigez la facture d'origine.",
        "This invoice number exists already: use a new one, or correct the first invoice.",
        "(issuer, invoice number) is unique; same content gives the same acknowledgement, other content is refused."),
    C.ALREADY_TELETRANSMITTED: ErrorRow(
        S.ALREADY_EXISTS, 409, "This care was already teletransmitted",
        "Ces soins ont déjà été télétransmis : la feuille papier attend l'examen de la caisse.",
        "This care was already teletransmitted: the paper sheet waits for the scheme to look at it.",
        "Same subject, practice, day and acts as a claim of intake: python -m tools.paper list, release, refuse."),
    C.REJECTED_BY_PAYER: ErrorRow(
        S.FAILED_PRECONDITION, 409, "A payer refused to pay this claim",
        "L'organisme a refusé de payer : voyez le motif sur le décompte, puis corrigez la facture ou contactez-le.",
        "The payer refused to pay: read why on the receipt, then correct the claim or ask the payer.",
        "The receipt stands as computed; the payer's own code is in its settlements (SettlementRecorded.rejected)."),
    C.CONTENT_CONFLICT: ErrorRow(
        S.ALREADY_EXISTS, 409, "The same record came with another content", _WAIT_FR, _WAIT_EN,
        "Same identity and version, another content hash: find the producer that changed it, then re-drive.",
        parked=True),
    C.REVISION_CONFLICT: ErrorRow(
        S.ABORTED, 409, "The revision does not follow the last one", _SUPPORT_FR, _SUPPORT_EN,
        "Revisions are dense: send facts.expected next, with the full state."),
    C.STALE_STATE: ErrorRow(
        S.ABORTED, 409, "The state changed meanwhile", "Rechargez, puis recommencez.", "Reload, then do it again.",
        "Read the present state and repeat on it.", parked=True),
    C.UNKNOWN_BENEFICIARY: ErrorRow(
        S.NOT_FOUND, 404, "No beneficiary matches",
        "Vérifiez le numéro, la date de naissance et le rang du bénéficiaire.",
        "Check the number, the birth date and the rank of the beneficiary.",
        "The triplet (NIR of the opener, birth date, rank) is not in the vault: have the scheme push its rights."),
    C.UNKNOWN_GUARANTEES: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The guarantee table is not known", _WAIT_FR, _WAIT_EN,
        "Send PutGuarantees first: contracts name their table by hash.", parked=True),
    C.UNKNOWN_CLAIM: ErrorRow(
        S.NOT_FOUND, 404, "The claim to change is not known", "Vérifiez le numéro de la facture d'origine.",
        "Check the number of the first invoice.", "A correction or cancellation names a claim never seen.",
        parked=True),
    C.NO_RIGHTS: ErrorRow(
        S.FAILED_PRECONDITION, 412, "No rights are known on the date of care",
        "Les droits ne sont pas connus à cette date : demandez l'attestation, ou une feuille de soins papier.",
        "No rights are known on that date: ask for the certificate, or use a paper form.",
        "No rights record reached the ledger before the deadline; check the adri outbox and the scheme's pushes.",
        parked=True),
    C.NOT_FOUND: ErrorRow(
        S.NOT_FOUND, 404, "Not found", "Vérifiez la référence.", "Check the reference.",
        "Absent, or not visible to this caller: both answer the same."),
    C.UNAUTHENTICATED: ErrorRow(
        S.UNAUTHENTICATED, 401, "Not signed in", "Identifiez-vous de nouveau.", "Sign in again.",
        "Send metadata authorization: Bearer <ES256 JWT> of a trusted issuer, with this service's audience."),
    C.TOKEN_EXPIRED: ErrorRow(
        S.UNAUTHENTICATED, 401, "The session has ended", "Identifiez-vous de nouveau.", "Sign in again.",
        "Access tokens live 10 minutes at most: get a new one and repeat."),
    C.PERMISSION_DENIED: ErrorRow(
        S.PERMISSION_DENIED, 403, "Not allowed", "Votre compte ne permet pas cette action.",
        "Your account does not allow this.", "The role or the attributes of the token do not allow this call."),
    C.QUOTA_EXCEEDED: ErrorRow(
        S.RESOURCE_EXHAUSTED, 429, "Too many requests", "Patientez un instant, puis renvoyez.",
        "Wait a moment, then send again.", "The quota of this caller is spent; honour Retry-After / RetryInfo.",
        retry_after_s=1.0),
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
    C.CONTEXT_NOT_BUILT: ErrorRow(
        S.UNIMPLEMENTED, 501, "Presentation contexts are not available yet",
        "Saisissez le numéro de sécurité sociale, la date de naissance et le rang.",
        "Enter the social security number, the birth date and the rank.",
        "The card service is not built: name the beneficiary by NIR, birth date and rank."),
    C.UNIMPLEMENTED: ErrorRow(
        S.UNIMPLEMENTED, 501, "Not available yet", "Cette fonction n'est pas encore disponible.",
        "This function is not available yet.", "The method or option is declared and not built."),
    C.NOT_ESTABLISHED: ErrorRow(
        S.FAILED_PRECONDITION, 422, "A value of the law is not established", _WAIT_FR, _WAIT_EN,
        "facts.parameter names the missing value: add it with its source to the tables, activate, re-drive.",
        parked=True),
    C.NOT_COVERED: ErrorRow(
        S.UNIMPLEMENTED, 501, "This kind of care is not covered yet", _WAIT_FR, _WAIT_EN,
        "facts.what names the case that the rules do not know yet.", parked=True),
    C.UNDECODABLE: ErrorRow(
        S.DATA_LOSS, 500, "A record cannot be read", _WAIT_FR, _WAIT_EN,
        "Bytes are not the message the topic declares: compare schemas, fix the producer, re-drive.", parked=True),
    C.RULES_RAISED: ErrorRow(
        S.INTERNAL, 500, "The computation failed", _WAIT_FR, _WAIT_EN,
        "The rules raised: reproduce with the case tool, fix, then re-drive.", parked=True),
    C.DATABASE_REFUSED: ErrorRow(
        S.INTERNAL, 500, "The record could not be written", _WAIT_FR, _WAIT_EN,
        "SQLSTATE class 22 or 23: a value the schema refuses; see facts.sqlstate and facts.constraint.", parked=True),
    C.WRONG_PARTITION: ErrorRow(
        S.INTERNAL, 500, "A record came on the wrong partition", _WAIT_FR, _WAIT_EN,
        "Producers send to the partition stored with the home; one of them chose its own.", parked=True),
    C.RECORD_TOO_LARGE: ErrorRow(
        S.RESOURCE_EXHAUSTED, 413, "A record is too large for its topic", _SUPPORT_FR, _SUPPORT_EN,
        "Above the topic's max.message.bytes: find what grew, never raise the limit blindly.", parked=True),
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
        S.UNAUTHENTICATED, 401, "The call must prove its key", _SUPPORT_FR, _SUPPORT_EN,
        "Send metadata dpop: a proof (RFC 9449) for this method and token, or use a TLS client certificate."),
    C.DEMO_CARD_NOT_BILLABLE: ErrorRow(
        S.FAILED_PRECONDITION, 412, "A demonstration card cannot be billed",
        "Carte de démonstration (lettre D) : rien ne peut être facturé.",
        "Demonstration card (letter D): nothing can be billed.", "Intake refuses keys of class demo in production."),
    C.ENROLMENT_REFUSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The card cannot be activated", "Lisez le motif et la marche à suivre indiqués.",
        "Read the reason and what to do next.", "facts.reason is a stable word; the file holds the same refusal."),
    C.ENROLMENT_STATE: ErrorRow(
        S.FAILED_PRECONDITION, 409, "The file is not at this step",
        "Rechargez la page, puis reprenez où vous en étiez.",
        "Reload the page, then go on where you were.", "facts.state tells where the file stands: read GetFile first."),
    C.ASSERTION_REFUSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The proof of identity is not accepted",
        "Recommencez avec France Identité.", "Begin again with France Identité.",
        "facts.why: state, nonce, issuer, audience, level, age, replay or signature of the assertion."),
    C.PRESCRIPTION_TOO_OLD: ErrorRow(
        S.FAILED_PRECONDITION, 412, "The prescription is older than one year",
        "L'ordonnance a plus d'un an : demandez-en une nouvelle.",
        "The prescription is more than a year old: ask for a new one.",
        "prescription_date must be at most one year before the day of care."),
    C.DATE_OUT_OF_RANGE: ErrorRow(
        S.INVALID_ARGUMENT, 400, "The date is out of range", "Vérifiez la date saisie.", "Check the date entered.",
        "Rights are told from two years back to one year ahead; a prescription is not after the care."),
    C.RIGHTS_CLOSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "Rights are closed on that date",
        "Les droits sont fermés à cette date : le patient règle, et s'adresse à sa caisse.",
        "Rights are closed on that date: the patient pays, and asks the fund.",
        "No AMO period covers the reference date; the answer lists the periods."),
    C.NOTHING_TO_TELL: ErrorRow(
        S.NOT_FOUND, 404, "There is nothing to tell",
        "Rien ne peut être indiqué : demandez la carte ou l'attestation.",
        "Nothing can be told: ask for the card or the certificate.",
        "Unknown person, no rights and wrong second datum answer the same, on purpose."),
    C.ACCOUNT_FROZEN: ErrorRow(
        S.PERMISSION_DENIED, 403, "Access by number is frozen for this account",
        "L'accès par numéro est bloqué : demandez la carte, et appelez l'assistance.",
        "Access by number is frozen: ask for the card, and call support.",
        "A review by two persons unfreezes it; presentations of cards still work."),
    C.PROFESSIONAL_SUSPENDED: ErrorRow(
        S.PERMISSION_DENIED, 403, "The professional or structure is suspended",
        "L'annuaire indique une suspension : adressez-vous à votre ordre ou à votre caisse.",
        "The directory says that you are suspended: ask your professional body or the fund.",
        "RPPS or FINESS is suspended in the directory; it is read again every minute."),
    C.UNAVAILABLE: ErrorRow(
        S.UNAVAILABLE, 503, "Not available at the moment", _LATER_FR, _LATER_EN,
        "facts.dependency did not answer; the call is safe to repeat with backoff.", retry_after_s=1.0),
    C.OVERLOADED: ErrorRow(
        S.RESOURCE_EXHAUSTED, 429, "Too busy at the moment", _LATER_FR, _LATER_EN,
        "Admission control refused; repeat with backoff and look at saturation.", retry_after_s=1.0),
    C.DEADLINE_EXCEEDED: ErrorRow(
        S.DEADLINE_EXCEEDED, 504, "It took too long", _LATER_FR, _LATER_EN,
        "The deadline passed before the answer; the work may have been done: repeat the same request.",
        retry_after_s=1.0),
    C.CANCELLED: ErrorRow(
        S.CANCELLED, 499, "The request was given up", "Recommencez si besoin.", "Do it again if needed.",
        "The caller went away."),
    C.HALTED: ErrorRow(
        S.UNAVAILABLE, 503, "Computation is halted", _WAIT_FR, _WAIT_EN,
        "Too many records were parked: read them with tools.ops parked, then resume it.", retry_after_s=30.0),
    C.RULES_VERSION_UNKNOWN: ErrorRow(
        S.FAILED_PRECONDITION, 503, "This process lacks the active rules", _WAIT_FR, _WAIT_EN,
        "The ledger activated a version this build does not hold: deploy the build that does.", parked=True),
    C.SCHEMA_VERSION: ErrorRow(
        S.FAILED_PRECONDITION, 503, "The database schema is not the one this build knows", _LATER_FR, _LATER_EN,
        "Older: run the migrate command. Newer: deploy the build that goes with it."),
    C.TOPIC_MISMATCH: ErrorRow(
        S.FAILED_PRECONDITION, 503, "A topic is not as declared", _LATER_FR, _LATER_EN,
        "Missing topic or another partition count than contracts/topics.py; partition counts are fixed for life."),
    C.LOG_TRUNCATED: ErrorRow(
        S.DATA_LOSS, 503, "The broker no longer holds records that are needed", _WAIT_FR, _WAIT_EN,
        "An offset asked for is outside what the broker has: restore, or rebuild as a new generation."),
    C.INTERNAL: ErrorRow(
        S.INTERNAL, 500, "An unexpected error", f"{_LATER_FR} {_SUPPORT_FR}", f"{_LATER_EN} {_SUPPORT_EN}",
        "Look for the support id in the logs: the stack stands beside it.", parked=True),
}  # fmt: skip
