"""One batch through intake: check each claim, resolve beneficiaries in one call, keep in one statement, acknowledge."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from chassis.clock import Clock
from teletransmission import acknowledgements
from teletransmission.catalogue import Catalogue
from teletransmission.checks import Desk, check_claim
from teletransmission.drafts import Draft, draft_claim
from teletransmission.practice import Practice
from teletransmission.store import ClaimStore, Kept
from teletransmission.vault import Vault
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, ClaimViolation, SubmittedClaim

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


class Intake:
    """Takes batches. `kept` is called after a commit, so that the relay looks at once."""

    def __init__(self, ports: Ports, kept: Callable[[], None]) -> None:
        """Take the ports and the call to make after a commit."""
        self._ports = ports
        self._kept = kept

    async def take(self, claims: Sequence[SubmittedClaim], practice: Practice) -> list[Acknowledgement]:
        """One acknowledgement for each claim, same order; a refused claim refuses no other.

        Raises:
            DomainError: UNAVAILABLE when the vault or the database does not answer; send the batch again.
        """
        violations = await self._check(claims, practice)
        outcomes = await self._draft(claims, violations, practice)
        held = await self._keep(outcomes)
        return [_acknowledge(claim, outcome, held, practice) for claim, outcome in zip(claims, outcomes, strict=True)]

    async def _check(self, claims: Sequence[SubmittedClaim], practice: Practice) -> list[list[ClaimViolation]]:
        desk = Desk(practice, practice.today(self._ports.clock), self._ports.catalogue)
        found = []
        for position, claim in enumerate(claims):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            found.append(check_claim(claim, desk))
        return found

    async def _draft(
        self, claims: Sequence[SubmittedClaim], violations: Sequence[list[ClaimViolation]], practice: Practice
    ) -> list[Outcome]:
        sound = [claim for claim, found in zip(claims, violations, strict=True) if not found]
        resolved = iter(await self._ports.vault.resolve([claim.key for claim in sound]) if sound else ())
        now_us = (self._ports.clock.now() - _EPOCH) // _MICROSECOND
        outcomes: list[Outcome] = []
        for position, (claim, found) in enumerate(zip(claims, violations, strict=True)):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            if found:
                outcomes.append(found)
                continue
            drafted = draft_claim(claim, next(resolved), practice=practice, accepted_at_us=now_us)
            outcomes.append(drafted if isinstance(drafted, Draft) else (drafted,))
        return outcomes

    async def _keep(self, outcomes: Sequence[Outcome]) -> Mapping[bytes, Kept]:
        # Of one number sent twice in a batch the first is kept; the second is then compared with it like any other.
        first: dict[bytes, Draft] = {}
        for outcome in outcomes:
            if isinstance(outcome, Draft):
                first.setdefault(outcome.receipt_id, outcome)
        if not first:
            return {}
        held = await self._ports.store.keep(list(first.values()))
        self._kept()
        return held


def _acknowledge(
    claim: SubmittedClaim, outcome: Outcome, held: Mapping[bytes, Kept], practice: Practice
) -> Acknowledgement:
    if not isinstance(outcome, Draft):
        return acknowledgements.rejected(claim, practice.issuer, outcome)
    kept = held[outcome.receipt_id]
    if kept.content_hash != outcome.content_hash:
        return acknowledgements.conflict(claim.claim_id, outcome)
    return acknowledgements.accepted(claim.claim_id, kept)
