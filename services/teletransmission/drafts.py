"""From a checked claim and its resolved beneficiary to the claim that goes into the log; pure."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from contracts.codec import receipt_id_of
from contracts.envelope import Headers
from reimbursement.model import StayEnd, StayKind
from teletransmission import violations as v
from teletransmission.checks import DEFAULT_SETTING
from teletransmission.paper.marks import CareMarks
from teletransmission.practice import Practice
from teletransmission.transmission_limits import late_by
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, Claim, Securing
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import Resolved

_PROBLEMS: Final = {
    Resolved.PROBLEM_NOT_FOUND: v.UNKNOWN_BENEFICIARY.at("key"),
    Resolved.PROBLEM_NIR_INVALID: v.NIR_REFUSED.at("key.opener_nir"),
    Resolved.PROBLEM_BIRTH_DATE_INVALID: v.BIRTH_DATE.at("key.birth_date"),
}

_NO_CONTENT: Final = (
    "content_hash",
    "accepted_at_us",
    "securing",
    "payment_guarantee",
    "late_by_working_days",
    "first_accepted_at_us",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """Under what a claim is listed: practice, number, day of transmission there, lot (None: none), price in cents."""

    issuer: str
    claim_id: str
    day: date
    lot: int | None
    charged_cents: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a version: receipt, content hash, when it was accepted (microseconds UTC), its number.

    `late_by_working_days` is of the first version, whichever this one is.
    """

    receipt_id: bytes
    content_hash: bytes
    accepted_at_us: int
    version: int = 1
    late_by_working_days: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A version of a claim ready to be kept.

    `message` is the serialised Claim, `content_hash` 32 bytes, the identifiers 16.
    """

    receipt_id: bytes
    content_hash: bytes
    accepted_at_us: int
    home_id: bytes
    partition: int
    subject_id: bytes
    message: bytes
    filed: Filed
    # Keyed mark of the care (paper.marks), and whether it was typed from paper.
    care: int = 0
    paper: bool = False
    # Of the first version, whichever this is.
    late_by_working_days: int = 0
    # Above 1: a correction, or, with its reason (CancelReason), the cancellation.
    version: int = 1
    cancelled: bool = False
    reason: int = 0
    # Trace context of the call that brought it, as headers of its record.
    trace: Headers = ()

    @property
    def kept(self) -> Kept:
        """What is known of it once it is kept."""
        return Kept(self.receipt_id, self.content_hash, self.accepted_at_us, self.version, self.late_by_working_days)


@dataclass(frozen=True, slots=True)
class Secured:
    """How a claim was secured, and what its proof settles: context (16 bytes or none), revision of the rights."""

    securing: Securing.ValueType = SECURING_CARDLESS
    context_id: bytes = b""
    rights_revision: int = 0
    payment_guarantee: bool = False


CARDLESS: Final = Secured()


def draft_claim(
    sent: SubmittedClaim,
    resolved: Resolved,
    secured: Secured = CARDLESS,
    *,
    practice: Practice,
    accepted_at_us: int,
    marks: CareMarks,
    trace: Headers = (),
    replaces: Kept | None = None,
) -> Draft | ClaimViolation:
    """The claim to keep, or why its beneficiary cannot be billed.

    `trace` is that of the call; `replaces` is the version that it corrects, with the times of the first one.

    The content hash covers the claim as it goes into the log, before time and hash are set: what the practice sent,
    with subjects in the place of the number of the opener. So the hash that travels tells nothing about a number, and
    a copy sent after a waiting number became a permanent one is still the same content. How the claim was secured is
    derived, so it is no part of what was sent; the context is. So is the version: what comes back to the content of an
    older version is other content.
    """
    if resolved.problem:
        return _PROBLEMS.get(resolved.problem, v.UNKNOWN_BENEFICIARY.at("key"))
    filed, claim = _filed(sent, practice, accepted_at_us), _claim(sent, resolved, practice)
    claim.rights_revision = secured.rights_revision or claim.rights_revision
    claim.context_id = secured.context_id
    claim.version = 1 if replaces is None else replaces.version + 1
    claim.content_hash = _digest(claim, paper=sent.paper and replaces is None)
    claim.accepted_at_us = accepted_at_us
    claim.securing, claim.payment_guarantee = secured.securing, secured.payment_guarantee
    if replaces is None:
        claim.late_by_working_days = _late_by(sent, filed.day)
    else:
        claim.late_by_working_days = replaces.late_by_working_days
        claim.first_accepted_at_us = replaces.accepted_at_us
    return Draft(
        receipt_id=receipt_id_of(practice.issuer, sent.claim_id),
        content_hash=claim.content_hash,
        accepted_at_us=accepted_at_us,
        home_id=resolved.subject.home_id,
        partition=resolved.subject.partition,
        subject_id=resolved.subject.subject_id,
        message=claim.SerializeToString(),
        filed=filed,
        care=marks.of(claim),
        paper=sent.paper,
        late_by_working_days=claim.late_by_working_days,
        version=claim.version,
        trace=trace,
    )


def content_hash(claim: Claim, *, paper: bool = False) -> bytes:
    """SHA-256 of what a practice sent: the claim without what intake derives from elsewhere or stamps.

    A first version from paper is other content than a teletransmitted one, though the log does not tell them apart.
    """
    content = Claim()
    content.CopyFrom(claim)
    for name in _NO_CONTENT:
        content.ClearField(name)
    return _digest(content, paper=paper)


def _digest(content: Claim, *, paper: bool) -> bytes:
    return hashlib.sha256(content.SerializeToString(deterministic=True) + (b"paper" if paper else b"")).digest()


def _late_by(sent: SubmittedClaim, transmitted: date) -> int:
    if sent.paper:
        return 0  # a sheet has other limits, and another day on which it came
    care_date = date.fromisoformat(sent.care_date)
    return late_by(care_date, transmitted, third_party=sent.third_party_payment)


def _filed(sent: SubmittedClaim, practice: Practice, accepted_at_us: int) -> Filed:
    charged = sum(line.price_cents for line in sent.lines)
    return Filed(practice.issuer, sent.claim_id, day_of(accepted_at_us, practice.place), sent.lot or None, charged)


def day_of(accepted_at_us: int, place: str) -> date:
    """The day of a moment (microseconds UTC) at a place (IANA time zone)."""
    return datetime.fromtimestamp(accepted_at_us / 1_000_000, ZoneInfo(place)).date()


def _claim(sent: SubmittedClaim, resolved: Resolved, practice: Practice) -> Claim:
    claim = Claim(
        claim_id=sent.claim_id,
        subject_id=resolved.subject.subject_id,
        opener_subject_id=resolved.opener_subject_id,
        rights_revision=sent.rights_revision,
        care_date=sent.care_date,
        pathway=sent.pathway,
        setting=sent.setting or DEFAULT_SETTING,
        third_party_payment=sent.third_party_payment,
        related_to_exemption=sent.related_to_exemption,
        performer=practice.performer(),
        lines=sent.lines,
        access=sent.access,
        stay=sent.stay if sent.HasField("stay") else None,
        hospitalised_after=sent.hospitalised_after,
        below_cure_ceiling=sent.below_cure_ceiling,
    )
    _spell_out(claim)
    return claim


def _spell_out(claim: Claim) -> None:
    """Write down what is meant by what is left unset, and leave out what this build cannot check."""
    claim.DiscardUnknownFields()
    for line in claim.lines:
        line.quantity = line.quantity or 1
        if line.HasField("detail") and not line.detail.ByteSize():
            line.ClearField("detail")
    if claim.HasField("stay"):
        claim.stay.kind = claim.stay.kind or StayKind.FULL.value
        claim.stay.end = claim.stay.end or StayEnd.HOME.value
