"""The one table of errors: each code's gRPC and HTTP status, title, advice at the counter (fr, en) and to engineers."""

from collections.abc import Mapping
from typing import Final

from grpc import StatusCode

from chassis.error_codes import ErrorCode
from chassis.error_row import LATER_EN, LATER_FR, SUPPORT_EN, SUPPORT_FR, WAIT_EN, WAIT_FR, ErrorRow
from chassis.error_table_card import OF_THE_CARD

__all__ = ["ERRORS", "ErrorRow"]

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
    C.CLAIM_HELD: ErrorRow(
        S.FAILED_PRECONDITION, 409, "The paper claim is held for a human",
        "Cette feuille papier attend l'examen de la caisse : rien n'est facturé, rien n'est à corriger ni à annuler.",
        "This paper sheet waits for the scheme to look at it: nothing is billed, so there is nothing to correct.",
        "Held claims are not in the log: an operator releases or refuses them (python -m tools.paper)."),
    C.CLAIM_CANCELLED: ErrorRow(
        S.FAILED_PRECONDITION, 409, "The claim was cancelled",
        "Cette facture est annulée : facturez sous un nouveau numéro.",
        "This claim was cancelled: bill under a new number.",
        "A cancelling version is the last one of its invoice number; GetClaim says which version it is."),
    C.BENEFICIARY_CHANGED: ErrorRow(
        S.FAILED_PRECONDITION, 409, "A correction names another beneficiary",
        "Une correction garde le bénéficiaire : annulez cette facture, puis facturez sous un nouveau numéro.",
        "A correction keeps its beneficiary: cancel this claim, then bill under a new number.",
        "Subject or home differ from the first version: CancelClaim, then SubmitClaims; or name no beneficiary."),
    C.CONTENT_CONFLICT: ErrorRow(
        S.ALREADY_EXISTS, 409, "The same record came with another content", WAIT_FR, WAIT_EN,
        "Same identity and version, another content hash: find the producer that changed it, then re-drive.",
        parked=True),
    C.REVISION_CONFLICT: ErrorRow(
        S.ABORTED, 409, "The revision does not follow the last one", SUPPORT_FR, SUPPORT_EN,
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
        S.FAILED_PRECONDITION, 412, "The guarantee table is not known", WAIT_FR, WAIT_EN,
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
    C.LIMITATION_PASSED: ErrorRow(
        S.FAILED_PRECONDITION, 412, "Benefits were asked for too late",
        "Le délai de deux ans pour demander le remboursement est passé : la facture ne peut plus être réglée.",
        "The two years in which reimbursement can be asked for have passed: the claim can no longer be settled.",
        "Two years from the first day of the quarter after that of care (CSS L332-1), against the day of acceptance."),
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
    C.CONTEXT_NOT_BUILT: ErrorRow(
        S.UNIMPLEMENTED, 501, "Presentation contexts are not available yet",
        "Saisissez le numéro de sécurité sociale, la date de naissance et le rang.",
        "Enter the social security number, the birth date and the rank.",
        "The card service is not built: name the beneficiary by NIR, birth date and rank."),
    C.UNIMPLEMENTED: ErrorRow(
        S.UNIMPLEMENTED, 501, "Not available yet", "Cette fonction n'est pas encore disponible.",
        "This function is not available yet.", "The method or option is declared and not built."),
    C.NOT_ESTABLISHED: ErrorRow(
        S.FAILED_PRECONDITION, 422, "A value of the law is not established", WAIT_FR, WAIT_EN,
        "facts.parameter names the missing value: add it with its source to the tables, activate, re-drive.",
        parked=True),
    C.NOT_COVERED: ErrorRow(
        S.UNIMPLEMENTED, 501, "This kind of care is not covered yet", WAIT_FR, WAIT_EN,
        "facts.what names the case that the rules do not know yet.", parked=True),
    C.UNDECODABLE: ErrorRow(
        S.DATA_LOSS, 500, "A record cannot be read", WAIT_FR, WAIT_EN,
        "Bytes are not the message the topic declares: compare schemas, fix the producer, re-drive.", parked=True),
    C.RULES_RAISED: ErrorRow(
        S.INTERNAL, 500, "The computation failed", WAIT_FR, WAIT_EN,
        "The rules raised: reproduce with the case tool, fix, then re-drive.", parked=True),
    C.DATABASE_REFUSED: ErrorRow(
        S.INTERNAL, 500, "The record could not be written", WAIT_FR, WAIT_EN,
        "SQLSTATE class 22 or 23: a value the schema refuses; see facts.sqlstate and facts.constraint.", parked=True),
    C.WRONG_PARTITION: ErrorRow(
        S.INTERNAL, 500, "A record came on the wrong partition", WAIT_FR, WAIT_EN,
        "Producers send to the partition stored with the home; one of them chose its own.", parked=True),
    C.RECORD_TOO_LARGE: ErrorRow(
        S.RESOURCE_EXHAUSTED, 413, "A record is too large for its topic", SUPPORT_FR, SUPPORT_EN,
        "Above the topic's max.message.bytes: find what grew, never raise the limit blindly.", parked=True),
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
        S.UNAVAILABLE, 503, "Not available at the moment", LATER_FR, LATER_EN,
        "facts.dependency did not answer; the call is safe to repeat with backoff.", retry_after_s=1.0),
    C.OVERLOADED: ErrorRow(
        S.RESOURCE_EXHAUSTED, 429, "Too busy at the moment", LATER_FR, LATER_EN,
        "Admission control refused; repeat with backoff and look at saturation.", retry_after_s=1.0),
    C.DEADLINE_EXCEEDED: ErrorRow(
        S.DEADLINE_EXCEEDED, 504, "It took too long", LATER_FR, LATER_EN,
        "The deadline passed before the answer; the work may have been done: repeat the same request.",
        retry_after_s=1.0),
    C.CANCELLED: ErrorRow(
        S.CANCELLED, 499, "The request was given up", "Recommencez si besoin.", "Do it again if needed.",
        "The caller went away."),
    C.HALTED: ErrorRow(
        S.UNAVAILABLE, 503, "Computation is halted", WAIT_FR, WAIT_EN,
        "Too many records were parked: read them with tools.ops parked, then resume it.", retry_after_s=30.0),
    C.RULES_VERSION_UNKNOWN: ErrorRow(
        S.FAILED_PRECONDITION, 503, "This process lacks the active rules", WAIT_FR, WAIT_EN,
        "The ledger activated a version this build does not hold: deploy the build that does.", parked=True),
    C.SCHEMA_VERSION: ErrorRow(
        S.FAILED_PRECONDITION, 503, "The database schema is not the one this build knows", LATER_FR, LATER_EN,
        "Older: run the migrate command. Newer: deploy the build that goes with it."),
    C.TOPIC_MISMATCH: ErrorRow(
        S.FAILED_PRECONDITION, 503, "A topic is not as declared", LATER_FR, LATER_EN,
        "Missing topic or another partition count than contracts/topics.py; partition counts are fixed for life."),
    C.LOG_TRUNCATED: ErrorRow(
        S.DATA_LOSS, 503, "The broker no longer holds records that are needed", WAIT_FR, WAIT_EN,
        "An offset asked for is outside what the broker has: restore, or rebuild as a new generation."),
    C.INTERNAL: ErrorRow(
        S.INTERNAL, 500, "An unexpected error", f"{LATER_FR} {SUPPORT_FR}", f"{LATER_EN} {SUPPORT_EN}",
        "Look for the support id in the logs: the stack stands beside it.", parked=True),
    **OF_THE_CARD,
}  # fmt: skip
