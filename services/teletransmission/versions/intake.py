"""Corrections and cancellations: decided on the newest version, kept where it still is the newest, acknowledged."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chassis.binding import Binding
from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.telemetry import inject_headers
from contracts.codec import receipt_id_of
from teletransmission import acknowledgements
from teletransmission import violations as v
from teletransmission.beneficiaries import Beneficiary, beneficiaries_of
from teletransmission.checks import Desk, check_claim, is_claim_id
from teletransmission.drafts import Draft, content_hash, draft_claim
from teletransmission.intake import Intake
from teletransmission.paper.answers import answer
from teletransmission.paper.store import State
from teletransmission.practice import Practice
from teletransmission.store import Standing
from teletransmission.versions.drafting import as_before, cancellation
from vitale.claim.v1.claim_pb2 import Claim
from vitale.claim.v1.claim_service_pb2 import (
    CANCEL_REASON_UNSPECIFIED,
    Acknowledgement,
    CancelClaimRequest,
    CancelReason,
    ClaimViolation,
    CorrectClaimRequest,
    SubmittedClaim,
)

_REASONS: Final = frozenset(CancelReason.values()) - {CANCEL_REASON_UNSPECIFIED}


class Versions:
    """Takes later versions of the claims that intake accepted."""

    def __init__(self, intake: Intake) -> None:
        """Take intake, for its checks and what it works with."""
        self._intake, self._ports = intake, intake.ports

    async def correct(
        self, request: CorrectClaimRequest, practice: Practice, binding: Binding | None
    ) -> Acknowledgement:
        """Take a correction of the newest version of a claim; `binding` is the key that the practice proved.

        Raises:
            DomainError: NOT_FOUND when this practice has no such claim; UNAVAILABLE, send it again.
        """
        sent, desk = request.claim, self._intake.desk(practice, binding)
        receipt_id = receipt_id_of(practice.issuer, sent.claim_id)
        while True:
            standing = await self._standing(receipt_id, sent.claim_id)
            if isinstance(standing, Acknowledgement):
                return standing
            decided = await self._correction(request, standing, desk)
            if not isinstance(decided, Draft):
                return self._told(decided, sent, practice, request.replaces_version)
            if await self._replace(decided):
                return acknowledgements.accepted(sent.claim_id, decided.kept)

    async def cancel(self, request: CancelClaimRequest, practice: Practice) -> Acknowledgement:
        """Take the cancellation of the newest version of a claim.

        Raises:
            DomainError: INVALID_ARGUMENT naming the field; NOT_FOUND when this practice has no such claim; UNAVAILABLE.
        """
        _check_request(request)
        sent = SubmittedClaim(claim_id=request.claim_id)
        receipt_id = receipt_id_of(practice.issuer, request.claim_id)
        while True:
            standing = await self._standing(receipt_id, request.claim_id)
            if isinstance(standing, Acknowledgement):
                return standing
            newest = standing.newest
            if newest.cancelled and newest.kept.version == request.cancels_version + 1:
                return acknowledgements.accepted(request.claim_id, newest.kept)
            if newest.cancelled or newest.kept.version != request.cancels_version:
                overtaken = _overtaken(standing, "cancels_version")
                return self._told((overtaken,), sent, practice, request.cancels_version)
            drafted = cancellation(
                standing,
                receipt_id=receipt_id,
                reason=request.reason,
                accepted_at_us=self._intake.now_us(),
                trace=inject_headers(),
            )
            if await self._replace(drafted):
                return acknowledgements.accepted(request.claim_id, drafted.kept)

    async def _standing(self, receipt_id: bytes, claim_id: str) -> Standing | Acknowledgement:
        """The claim as it stands, or the answer that there is nothing to correct: paper that is held."""
        standing = await self._ports.store.standing(receipt_id)
        if standing is not None:
            return standing
        held = await self._ports.paper.find(receipt_id)
        if held is None:
            raise DomainError(ErrorCode.NOT_FOUND, {"what": "claim of this practice"})
        if held.state is State.REFUSED:
            return answer(claim_id, held)
        if held.state is State.RELEASED and (standing := await self._ports.store.standing(receipt_id)) is not None:
            return standing
        issuer = Claim.FromString(held.message).performer.practice_id
        return acknowledgements.rejected(SubmittedClaim(claim_id=claim_id), issuer, (v.CLAIM_HELD.at("claim_id"),))

    async def _correction(
        self, request: CorrectClaimRequest, standing: Standing, desk: Desk
    ) -> Draft | Acknowledgement | Sequence[ClaimViolation]:
        """The version to keep, an acknowledgement of one that is kept, or why there is none."""
        replaced, newest = request.replaces_version, standing.newest
        ahead = replaced > newest.kept.version
        drafted = (
            (_overtaken(standing, "replaces_version"),)
            if ahead
            else await self._draft(request.claim, replaced, standing, desk)
        )
        if not isinstance(drafted, Draft):
            return drafted
        known = await self._ports.store.version(drafted.receipt_id, drafted.version)
        if known is not None and known.kept.content_hash == drafted.content_hash:
            return acknowledgements.accepted(request.claim.claim_id, known.kept)
        if newest.cancelled or newest.kept.version != replaced:
            return (_overtaken(standing, "replaces_version"),)
        if (drafted.subject_id, drafted.home_id) != _whose(standing):
            return (v.BENEFICIARY_CHANGED.at(request.claim.WhichOneof("beneficiary") or "claim_id"),)
        if _is_same(drafted, standing):
            return acknowledgements.accepted(request.claim.claim_id, newest.kept)
        return drafted

    async def _draft(
        self, sent: SubmittedClaim, replaced: int, standing: Standing, desk: Desk
    ) -> Draft | Sequence[ClaimViolation]:
        if desk.presences is not None:
            desk.presences.billed_under = Claim.FromString(standing.first.message).context_id
        if found := check_claim(sent, replace(desk, beneficiary_known=True)):
            return found
        beneficiary = await self._beneficiary(sent, standing, desk)
        if not isinstance(beneficiary, Beneficiary):
            return beneficiary
        drafted = draft_claim(
            sent,
            beneficiary.resolved,
            beneficiary.secured,
            practice=desk.practice,
            accepted_at_us=self._intake.now_us(),
            marks=self._ports.marks,
            trace=inject_headers(),
            replaces=replace(standing.first.kept, version=replaced),
        )
        return drafted if isinstance(drafted, Draft) else (drafted,)

    async def _beneficiary(
        self, sent: SubmittedClaim, standing: Standing, desk: Desk
    ) -> Beneficiary | Sequence[ClaimViolation]:
        if sent.WhichOneof("beneficiary") is None:
            return as_before(sent, standing, self._ports.grounds.cards)
        [beneficiary] = await beneficiaries_of([(sent, desk)], self._ports.vault, self._ports.registry)
        return beneficiary

    async def _replace(self, drafted: Draft) -> bool:
        done = await self._ports.store.replace(drafted)
        if done:
            self._intake.kept()
        return done

    def _told(
        self,
        decided: Acknowledgement | Sequence[ClaimViolation],
        sent: SubmittedClaim,
        practice: Practice,
        replaced: int,
    ) -> Acknowledgement:
        if isinstance(decided, Acknowledgement):
            return decided
        return acknowledgements.rejected(sent, practice.issuer, decided, instead_of=replaced)


def _check_request(request: CancelClaimRequest) -> None:
    found = []
    if not is_claim_id(request.claim_id):
        found.append(FieldViolation("claim_id", v.CLAIM_ID.reason, "Give the number of the invoice to cancel"))
    if request.reason not in _REASONS:
        found.append(FieldViolation("reason", "no reason of the contract is given", "Say why: see CancelReason"))
    if found:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, {"field": found[0].field}, found)


def _overtaken(standing: Standing, field: str) -> ClaimViolation:
    """Why no version may follow one that is not the newest."""
    if standing.newest.cancelled:
        return v.CLAIM_CANCELLED.at("claim_id")
    return v.stale(field, standing.newest.kept.version)


def _whose(standing: Standing) -> tuple[bytes, bytes]:
    return Claim.FromString(standing.first.message).subject_id, standing.home_id


def _is_same(drafted: Draft, standing: Standing) -> bool:
    """Whether a correction changes nothing; a first version from paper is told apart by its hash alone."""
    claim, newest = Claim.FromString(drafted.message), standing.newest.kept
    claim.version = newest.version
    return newest.content_hash in {content_hash(claim), content_hash(claim, paper=newest.version == 1)}
