"""Whom claims are for: by number from the vault, by a presented card from the registry, one call each for a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from teletransmission import violations as v
from teletransmission.checks import Desk
from teletransmission.drafts import CARDLESS, Secured
from teletransmission.presence import Presence
from teletransmission.registry import Registry
from teletransmission.vault import Vault
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import Resolved, Subject


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whom a claim is for, and how it was secured."""

    resolved: Resolved
    secured: Secured = CARDLESS


async def beneficiaries_of(
    claims: Sequence[SubmittedClaim], desk: Desk, vault: Vault, registry: Registry
) -> list[Beneficiary | Sequence[ClaimViolation]]:
    """Whom each sound claim is for, or why its presentation cannot be billed; each names a key or a context.

    Raises:
        DomainError: UNAVAILABLE when the vault or the registry does not answer.
    """
    keys = [claim.key for claim in claims if claim.WhichOneof("beneficiary") == "key"]
    resolved = iter(await vault.resolve(keys) if keys else ())
    known = await _contexts(claims, desk, registry)
    return [
        Beneficiary(next(resolved)) if claim.WhichOneof("beneficiary") == "key" else _presented(claim, desk, known)
        for claim in claims
    ]


async def _contexts(
    claims: Sequence[SubmittedClaim], desk: Desk, registry: Registry
) -> Mapping[bytes, ResolvedContext]:
    if desk.presences is None:
        return {}
    named = [desk.presences.of(claim) for claim in claims if claim.WhichOneof("beneficiary") == "context"]
    ids = [presence.token.context_id for presence in named if isinstance(presence, Presence)]
    return await registry.resolve(ids) if ids else {}


def _presented(
    claim: SubmittedClaim, desk: Desk, known: Mapping[bytes, ResolvedContext]
) -> Beneficiary | Sequence[ClaimViolation]:
    presence = desk.presences.of(claim) if desk.presences is not None else None
    if desk.presences is None or not isinstance(presence, Presence):
        return (v.CONTEXT_INVALID.at("context.token"),)
    whom = known.get(presence.token.context_id)
    if whom is None:
        return (v.CONTEXT_UNKNOWN.at("context.token"),)
    if (against := desk.presences.check_alive(presence, whom)) is not None:
        return (against,)
    subject = Subject(subject_id=whom.subject_id, home_id=whom.home_id, partition=whom.partition)
    proof = presence.proof
    secured = Secured(presence.securing, whom.context_id, proof.rights_revision, presence.payment_guarantee)
    return Beneficiary(Resolved(subject=subject, opener_subject_id=whom.opener_subject_id), secured)
