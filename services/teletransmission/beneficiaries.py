"""Whom claims are for: by number from the vault, by a presented card from the registry, one call each for a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from teletransmission import violations as v
from teletransmission.checks import Desk
from teletransmission.drafts import CARDLESS, Secured
from teletransmission.presence import Presence
from teletransmission.registry import Registry
from teletransmission.vault import Vault
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import Resolved, Subject

Sound: TypeAlias = tuple[SubmittedClaim, Desk]
"""A claim that nothing is wrong with by itself, and what it was checked against."""


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whom a claim is for, and how it was secured."""

    resolved: Resolved
    secured: Secured = CARDLESS


async def beneficiaries_of(
    sound: Sequence[Sound], vault: Vault, registry: Registry
) -> list[Beneficiary | Sequence[ClaimViolation]]:
    """Whom each sound claim is for, or why its presentation cannot be billed; each names a key or a context.

    Raises:
        DomainError: UNAVAILABLE when the vault or the registry does not answer.
    """
    keys = [claim.key for claim, _ in sound if _names_a_key(claim)]
    resolved = iter(await vault.resolve(keys) if keys else ())
    known = await _contexts(sound, registry)
    return [
        Beneficiary(next(resolved)) if _names_a_key(claim) else _presented(claim, desk, known) for claim, desk in sound
    ]


def _names_a_key(claim: SubmittedClaim) -> bool:
    return claim.WhichOneof("beneficiary") == "key"


async def _contexts(sound: Sequence[Sound], registry: Registry) -> Mapping[bytes, ResolvedContext]:
    named = [
        desk.presences.of(claim)
        for claim, desk in sound
        if desk.presences is not None and claim.WhichOneof("beneficiary") == "context"
    ]
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
