"""Claims through intake: check each, resolve beneficiaries in one call, keep in one statement, acknowledge.

The small calls of many practices that come at the same moment go through it together.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple

from chassis.batched import Batched
from chassis.binding import Binding
from chassis.clock import Clock
from chassis.postgres import is_infrastructure
from chassis.telemetry import inject_headers
from contracts.envelope import Headers
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
_SMALL: Final = 10
_AT_ONCE: Final = 50
"""Small calls that go through together: of the largest of them, no more claims than one large call may have."""
_REST_S: Final = 0.005
_LONG_REST_S: Final = 0.03
"""What a call costs beside its claims is half of what intake does for one: while few come they wait for one another
as long as nobody feels it, and in a crowd as long as the work it spares outweighs the wait."""
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


class Sent(NamedTuple):
    """A claim of a call, what it is checked against, and the trace context that its record carries."""

    claim: SubmittedClaim
    desk: Desk
    trace: Headers


class Intake:
    """Takes calls. `kept` is called after a commit, so that the relay looks at once.

    A small call alone leaves at once, those that come while one is under way gather for the next.
    """

    def __init__(self, ports: Ports, kept: Callable[[], None]) -> None:
        """Take the ports and the call to make after a commit."""
        self.ports = ports
        self.kept = kept
        self._calls: Batched[Sequence[Sent], Sequence[Acknowledgement] | Exception] = Batched(
            self._take_calls, most=_AT_ONCE, rest_s=_REST_S, long_rest_s=_LONG_REST_S
        )

    async def take(
        self, claims: Sequence[SubmittedClaim], practice: Practice, binding: Binding | None = None
    ) -> Sequence[Acknowledgement]:
        """One acknowledgement for each claim, same order; a refused claim refuses no other.

        `binding` is the key that the practice proved; claims that name a context need it.

        Raises:
            DomainError: UNAVAILABLE when the vault, the registry or the database does not answer; send it again.
        """
        desk, trace = self.desk(practice, binding), inject_headers()
        call = [Sent(claim, desk, trace) for claim in claims]
        # Paper waits for the teletransmissions under way: others must not wait with it.
        if len(call) > _SMALL or any(claim.paper for claim in claims):
            return await self._take(call)
        told = await self._calls.ask(call)
        if isinstance(told, Exception):
            raise told
        return told

    async def _take_calls(self, calls: Sequence[Sequence[Sent]]) -> Sequence[Sequence[Acknowledgement] | Exception]:
        try:
            told = iter(await self._take([one for call in calls for one in call]))
        except Exception as error:
            # What is away is away for everybody. Anything else lies in the content of one of them.
            if is_infrastructure(error) or len(calls) == 1:
                raise
            return [await self._take_alone(call) for call in calls]
        return [list(islice(told, len(call))) for call in calls]

    async def _take_alone(self, call: Sequence[Sent]) -> Sequence[Acknowledgement] | Exception:
        try:
            return await self._take(call)
        except Exception as error:  # noqa: BLE001 - told to the one whose it is
            return error

    async def _take(self, sent: Sequence[Sent]) -> list[Acknowledgement]:
        outcomes = await self._draft(sent, await self._check(sent))
        held = await self._keep(outcomes)
        return [_acknowledge(one, outcome, held) for one, outcome in zip(sent, outcomes, strict=True)]

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

    async def _check(self, sent: Sequence[Sent]) -> list[list[ClaimViolation]]:
        found = []
        for position, one in enumerate(sent):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            found.append(check_claim(one.claim, one.desk))
        return found

    async def _draft(self, sent: Sequence[Sent], violations: Sequence[list[ClaimViolation]]) -> list[Outcome]:
        sound = [(one.claim, one.desk) for one, found in zip(sent, violations, strict=True) if not found]
        beneficiaries = iter(await beneficiaries_of(sound, self.ports.vault, self.ports.registry))
        now_us = self.now_us()
        outcomes: list[Outcome] = []
        for position, (one, found) in enumerate(zip(sent, violations, strict=True)):
            if position % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            outcomes.append(found or self._outcome(one, next(beneficiaries), now_us))
        return outcomes

    def _outcome(self, sent: Sent, named: Beneficiary | Sequence[ClaimViolation], now_us: int) -> Outcome:
        if not isinstance(named, Beneficiary):
            return named
        drafted = draft_claim(
            sent.claim,
            named.resolved,
            named.secured,
            practice=sent.desk.practice,
            accepted_at_us=now_us,
            marks=self.ports.marks,
            trace=sent.trace,
        )
        return drafted if isinstance(drafted, Draft) else (drafted,)

    async def _keep(self, outcomes: Sequence[Outcome]) -> Mapping[bytes, Kept | Held]:
        # Of one number sent twice at once the first is kept; the second is then compared with it like any other.
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


def _acknowledge(sent: Sent, outcome: Outcome, held: Mapping[bytes, Kept | Held]) -> Acknowledgement:
    claim = sent.claim
    if not isinstance(outcome, Draft):
        return acknowledgements.rejected(claim, sent.desk.practice.issuer, outcome)
    kept = held[outcome.receipt_id]
    if isinstance(kept, Held):
        return answer(claim.claim_id, kept, outcome)
    if kept.content_hash != outcome.content_hash:
        return acknowledgements.conflict(claim.claim_id, outcome)
    return acknowledgements.accepted(claim.claim_id, kept)
