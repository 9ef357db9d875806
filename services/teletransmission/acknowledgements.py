"""Acknowledgements (ARL), positive and negative, with identifiers that are the same for the same content."""

import hashlib
from collections.abc import Sequence
from typing import Final

from teletransmission import violations as v
from teletransmission.drafts import Draft
from teletransmission.store import Kept
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, ClaimViolation, SubmittedClaim

_ID_BYTES: Final = 12


def accepted(claim_id: str, kept: Kept) -> Acknowledgement:
    """The positive acknowledgement of a kept version; the same however often it is asked for."""
    return Acknowledgement(
        claim_id=claim_id,
        outcome=Acknowledgement.OUTCOME_ACCEPTED,
        acknowledgement_id=identifier(b"accepted", kept.receipt_id, kept.content_hash),
        receipt_id=kept.receipt_id,
        accepted_at_us=kept.accepted_at_us,
        version=kept.version,
        late_by_working_days=kept.late_by_working_days,
    )


def conflict(claim_id: str, draft: Draft) -> Acknowledgement:
    """The negative acknowledgement of other content under a number that is taken."""
    return Acknowledgement(
        claim_id=claim_id,
        outcome=Acknowledgement.OUTCOME_CONFLICT,
        acknowledgement_id=identifier(b"conflict", draft.receipt_id, draft.content_hash),
        violations=[v.CONFLICT.at("claim_id")],
    )


def rejected(
    sent: SubmittedClaim, issuer: str, violations: Sequence[ClaimViolation], *, instead_of: int = 0
) -> Acknowledgement:
    """The negative acknowledgement of a claim, or of the version after `instead_of`, that was not kept.

    Its identifier leaves the beneficiary out: practices write acknowledgement identifiers into their logs, and a
    digest of a number of a person can be searched for.
    """
    content = SubmittedClaim()
    content.CopyFrom(sent)
    content.ClearField("beneficiary")
    replaced = (str(instead_of).encode(),) if instead_of else ()
    codes = "".join(violation.field + violation.code for violation in violations)
    return Acknowledgement(
        claim_id=sent.claim_id,
        outcome=Acknowledgement.OUTCOME_REJECTED,
        acknowledgement_id=identifier(
            b"rejected", issuer.encode(), content.SerializeToString(deterministic=True), codes.encode(), *replaced
        ),
        violations=violations,
    )


def identifier(*parts: bytes) -> str:
    """An identifier that is the same for the same parts."""
    digest = hashlib.blake2b(digest_size=_ID_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.hexdigest()
