"""The version that cancels a claim, and whom a correction that names nobody is for; pure."""

from contracts.envelope import Headers
from teletransmission import violations as v
from teletransmission.beneficiaries import Beneficiary
from teletransmission.drafts import CARDLESS, Draft, Filed, Secured, content_hash, day_of
from teletransmission.presence import CardLife
from teletransmission.store import Standing
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, Claim
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import Resolved, Subject


def as_before(sent: SubmittedClaim, standing: Standing, cards: CardLife) -> Beneficiary | tuple[ClaimViolation, ...]:
    """The beneficiary of the first version, secured as it was; why that cannot be billed any more.

    A presentation and its proof are of one day of care: a correction of another day is cardless.
    """
    first = Claim.FromString(standing.first.message)
    subject = Subject(subject_id=first.subject_id, home_id=standing.home_id, partition=standing.partition)
    resolved = Resolved(subject=subject, opener_subject_id=first.opener_subject_id)
    if not first.context_id or sent.care_date != first.care_date:
        return Beneficiary(resolved, CARDLESS)
    if cards.repudiated(first.context_id):
        return (v.CONTEXT_DISPUTED.at("context"),)
    if sent.rights_revision not in (0, first.rights_revision):
        return (v.PROOF_REVISION.at("rights_revision"),)
    securing = first.securing or SECURING_CARDLESS
    secured = Secured(securing, first.context_id, first.rights_revision, first.payment_guarantee)
    return Beneficiary(resolved, secured)


def cancellation(
    standing: Standing, *, receipt_id: bytes, reason: int, accepted_at_us: int, trace: Headers = ()
) -> Draft:
    """The version that cancels the newest one: the rest is as in that one, and it charges nothing any more."""
    newest = standing.newest
    claim = Claim.FromString(newest.message)
    claim.version, claim.cancelled = newest.kept.version + 1, True
    claim.content_hash = content_hash(claim)
    claim.accepted_at_us, claim.first_accepted_at_us = accepted_at_us, standing.first.kept.accepted_at_us
    place = claim.performer.place
    return Draft(
        receipt_id=receipt_id,
        content_hash=claim.content_hash,
        accepted_at_us=accepted_at_us,
        home_id=standing.home_id,
        partition=standing.partition,
        subject_id=claim.subject_id,
        message=claim.SerializeToString(),
        filed=Filed(claim.performer.practice_id, claim.claim_id, day_of(accepted_at_us, place), None, 0),
        late_by_working_days=newest.kept.late_by_working_days,
        version=claim.version,
        cancelled=True,
        reason=reason,
        trace=trace,
    )


def content_of(claim: Claim) -> SubmittedClaim:
    """What a practice sent as this version, its beneficiary left out: corrected and sent again it keeps that one."""
    sent = SubmittedClaim(
        claim_id=claim.claim_id,
        rights_revision=claim.rights_revision,
        care_date=claim.care_date,
        pathway=claim.pathway,
        setting=claim.setting,
        third_party_payment=claim.third_party_payment,
        related_to_exemption=claim.related_to_exemption,
        lines=claim.lines,
        access=claim.access,
        hospitalised_after=claim.hospitalised_after,
        below_cure_ceiling=claim.below_cure_ceiling,
    )
    if claim.HasField("stay"):
        sent.stay.CopyFrom(claim.stay)
    return sent
