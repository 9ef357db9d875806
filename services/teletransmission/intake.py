"""One batch through intake: check each claim, resolve beneficiaries in one call, keep in one statement, acknowledge."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from chassis.binding import Binding
from chassis.clock import Clock
from teletransmission import acknowledgements
from teletransmission import violations as v
from teletransmission.catalogue import Catalogue
from teletransmission.checks import Desk, check_claim
from teletransmission.drafts import CARDLESS, Draft, Secured, draft_claim
from teletransmission.paper.answers import answer
from teletransmission.paper.marks import CareMarks
from teletransmission.paper.store import Held, PaperStore
from teletransmission.practice import Practice
from teletransmission.presence import Grounds, Presence, Presences
from teletransmission.registry import Registry
from teletransmission.store import ClaimStore, Kept
from teletransmission.vault import Vault
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import Resolved, Subject

_BREATH: Final = 50  # claims between two looks at other calls: a large batch must not hold up a small one
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Outcome = Draft | Sequence[ClaimViolation]
"""What becomes of a claim: it is drafted, or refused for reasons."""


class Ports(NamedTuple):
    """What intake works with."""

    vault: Vault
    store: ClaimStore
    catalogue: Catalogue
    clock: Clock
    registry: Registry
    grounds: Grounds
    marks: CareMarks
    paper: PaperStore


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whom a claim is for, and how it was secured."""

    resolved: Resolved
    secured: Secured = CARDLESS


def presented(
    claim: SubmittedClaim, desk: Desk, known: Mapping[bytes, ResolvedContext]
) -> Beneficiary | Sequence[ClaimViolation]:
    """Whom the context of a sound claim is for, or why its presentation cannot be billed."""
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


class Intake:
    """Takes batches. `kept` is called after a commit, so that the relay looks at once."""

    def __init__(self, ports: Ports, kept: Callable[[], None]) -> None:
        """Take the ports and the call to make after a commit."""
        self._ports = ports
        self._kept = kept

    async def take(
        self, claims: Sequence[SubmittedClaim], practice: Practice, binding: Binding | None = None
    ) -> list[Acknowledgement]:
        """One acknowledgement for each claim, same order; a refused claim refuses no other.

        `binding` is the key that the practice proved; claims that name a context need it.

        Raises:
            DomainError: UNAVAILABLE when the vault, the registry or the database does not answer; send it again.
        """
        desk = self._desk(practice, binding)
        violations = await self._check(claims, desk)
        outcomes = await self._draft(claims, violations, desk)
        held = await self._keep(outcomes)
        return [_acknowledge(claim, outcome, held, practice) for claim, outcome in zip(claims, outcomes, strict=True)]

    def _desk(self, practice: Practice, binding: Binding | None) -> Desk:
        today = practice.today(self._ports.clock)
        presences = None
        if binding is not None:
            now = self._ports.clock.now()
            presences = Presences(self._ports.grounds, practice.issuer, binding=binding, now=now, today=today)
        return Desk(practice, today, self._ports.catalogue, presences)

    async def _check(self, claims: Sequence[SubmittedClaim], desk: Desk) -> list[list[ClaimViolation]]:
        found = []
        for position, claim in enumerate(claims):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            found.append(check_claim(claim, desk))
        return found

    async def _draft(
        self, claims: Sequence[SubmittedClaim], violations: Sequence[list[ClaimViolation]], desk: Desk
    ) -> list[Outcome]:
        sound = [claim for claim, found in zip(claims, violations, strict=True) if not found]
        beneficiaries = iter(await self._beneficiaries(sound, desk))
        now_us = (self._ports.clock.now() - _EPOCH) // _MICROSECOND
        outcomes: list[Outcome] = []
        for position, (claim, found) in enumerate(zip(claims, violations, strict=True)):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            named: Beneficiary | Sequence[ClaimViolation] = found or next(beneficiaries)
            if not isinstance(named, Beneficiary):
                outcomes.append(named)
                continue
            drafted = draft_claim(
                claim,
                named.resolved,
                named.secured,
                practice=desk.practice,
                accepted_at_us=now_us,
                marks=self._ports.marks,
            )
            outcomes.append(drafted if isinstance(drafted, Draft) else (drafted,))
        return outcomes

    async def _beneficiaries(
        self, claims: Sequence[SubmittedClaim], desk: Desk
    ) -> list[Beneficiary | Sequence[ClaimViolation]]:
        """Whom each sound claim is for: by number from the vault, by context from the registry, one call each."""
        keys = [claim.key for claim in claims if claim.WhichOneof("beneficiary") == "key"]
        resolved = iter(await self._ports.vault.resolve(keys) if keys else ())
        known = await self._contexts(claims, desk)
        return [
            Beneficiary(next(resolved)) if claim.WhichOneof("beneficiary") == "key" else presented(claim, desk, known)
            for claim in claims
        ]

    async def _contexts(self, claims: Sequence[SubmittedClaim], desk: Desk) -> Mapping[bytes, ResolvedContext]:
        if desk.presences is None:
            return {}
        named = [desk.presences.of(claim) for claim in claims if claim.WhichOneof("beneficiary") == "context"]
        ids = [presence.token.context_id for presence in named if isinstance(presence, Presence)]
        return await self._ports.registry.resolve(ids) if ids else {}

    async def _keep(self, outcomes: Sequence[Outcome]) -> Mapping[bytes, Kept | Held]:
        # Of one number sent twice in a batch the first is kept; the second is then compared with it like any other.
        first: dict[bytes, Draft] = {}
        for outcome in outcomes:
            if isinstance(outcome, Draft):
                first.setdefault(outcome.receipt_id, outcome)
        if not first:
            return {}
        # What is teletransmitted comes first: a batch may hold both the care and its paper sheet.
        sent = [draft for draft in first.values() if not draft.paper]
        typed = [draft for draft in first.values() if draft.paper]
        held: dict[bytes, Kept | Held] = {**(await self._ports.store.keep(sent) if sent else {})}
        held |= await self._ports.paper.keep(typed) if typed else {}
        self._kept()
        return held


def _acknowledge(
    claim: SubmittedClaim, outcome: Outcome, held: Mapping[bytes, Kept | Held], practice: Practice
) -> Acknowledgement:
    if not isinstance(outcome, Draft):
        return acknowledgements.rejected(claim, practice.issuer, outcome)
    kept = held[outcome.receipt_id]
    if isinstance(kept, Held):
        return answer(claim.claim_id, kept, outcome)
    if kept.content_hash != outcome.content_hash:
        return acknowledgements.conflict(claim.claim_id, outcome)
    return acknowledgements.accepted(claim.claim_id, kept)
