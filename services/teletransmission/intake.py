"""One batch through intake: check each claim, resolve beneficiaries in one call, keep in one statement, acknowledge."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from chassis.binding import Binding
from chassis.clock import Clock
from teletransmission import acknowledgements
from teletransmission.beneficiaries import Beneficiary, beneficiaries_of
from teletransmission.catalogue import Catalogue
from teletransmission.checks import Desk, check_claim
from teletransmission.drafts import Draft, draft_claim
from teletransmission.paper.answers import answer
from teletransmission.paper.marks import CareMarks
from teletransmission.paper.store import Held, PaperStore
from teletransmission.practice import Practice
from teletransmission.presence import Grounds, Presences
from teletransmission.registry import Registry
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
    registry: Registry
    grounds: Grounds
    marks: CareMarks
    paper: PaperStore


class Intake:
    """Takes batches. `kept` is called after a commit, so that the relay looks at once."""

    def __init__(self, ports: Ports, kept: Callable[[], None]) -> None:
        """Take the ports and the call to make after a commit."""
        self.ports = ports
        self.kept = kept

    async def take(
        self, claims: Sequence[SubmittedClaim], practice: Practice, binding: Binding | None = None
    ) -> list[Acknowledgement]:
        """One acknowledgement for each claim, same order; a refused claim refuses no other.

        `binding` is the key that the practice proved; claims that name a context need it.

        Raises:
            DomainError: UNAVAILABLE when the vault, the registry or the database does not answer; send it again.
        """
        desk = self.desk(practice, binding)
        violations = await self._check(claims, desk)
        outcomes = await self._draft(claims, violations, desk)
        held = await self._keep(outcomes)
        return [_acknowledge(claim, outcome, held, practice) for claim, outcome in zip(claims, outcomes, strict=True)]

    def desk(self, practice: Practice, binding: Binding | None) -> Desk:
        """What claims of a practice are checked against at this moment."""
        today = practice.today(self.ports.clock)
        presences = None
        if binding is not None:
            now = self.ports.clock.now()
            presences = Presences(self.ports.grounds, practice.issuer, binding=binding, now=now, today=today)
        return Desk(practice, today, self.ports.catalogue, presences)

    def now_us(self) -> int:
        """This moment, microseconds since 1970 UTC."""
        return (self.ports.clock.now() - _EPOCH) // _MICROSECOND

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
        beneficiaries = iter(await beneficiaries_of(sound, desk, self.ports.vault, self.ports.registry))
        now_us = self.now_us()
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
                marks=self.ports.marks,
            )
            outcomes.append(drafted if isinstance(drafted, Draft) else (drafted,))
        return outcomes

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
        held: dict[bytes, Kept | Held] = {**(await self.ports.store.keep(sent) if sent else {})}
        held |= await self.ports.paper.keep(typed) if typed else {}
        self.kept()
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
