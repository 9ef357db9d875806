"""One look by number: permission, question, vault, rights, ruling; the same work and time whatever is found."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from adri.acquisition.answering import Answering
from adri.acquisition.asked import Asked, read_asked
from adri.acquisition.contexts import Caller
from adri.acquisition.problems import problem_of
from adri.acquisition.proofs import Proofs
from adri.by_number.padding import padded
from adri.by_number.rules import Limits, Ruling, Verdict, limits_of, refused_before
from adri.by_number.store import Look, LookStore
from adri.records import SOURCE
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from contracts.access import AccessRow, access_row
from identifiers.errors import InvalidIdentifier
from identifiers.nir import PERMANENT_OR_WAITING, Nir
from vitale.access.v1 import access_pb2
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved
from vitale.rights.v1 import acquisition_service_pb2 as pb

REASONS: Final = frozenset({"no_card", "emergency", "dependent_person", "remote", "admission"})
ANSWER_AFTER_S: Final = 0.25
"""Every look takes this long, in seconds, unless it takes longer: what it found must not show in the time."""
_ID_BYTES: Final = 16
_FIELD: Final = "request"
_DECISIONS: Final = {
    Verdict.TOLD: access_pb2.ACCESS_DECISION_GRANTED,
    Verdict.NOTHING: access_pb2.ACCESS_DECISION_NOTHING,
}


class People(Protocol):
    """The vault: who stands behind a number and a second datum."""

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """One result for each key, same order; DomainError UNAVAILABLE."""
        ...


class Ports(NamedTuple):
    """What looks are made with; `canaries` are subjects whom nobody has a reason to look up."""

    people: People
    answering: Answering
    proofs: Proofs
    store: LookStore
    canaries: Collection[bytes]
    clock: Clock
    kept: Callable[[], None]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Looking:
    """Access by number."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports

    async def get(self, request: pb.GetRightsByNumberRequest, caller: Caller) -> pb.GetRightsByNumberResponse:
        """Rights by number and second datum, or the one answer that there is nothing to tell.

        Raises:
            DomainError: PERMISSION_DENIED without the permission, INVALID_ARGUMENT by field, ACCOUNT_FROZEN,
                QUOTA_EXCEEDED, UNAVAILABLE.
        """
        if not caller.listing.by_number:
            raise DomainError(ErrorCode.PERMISSION_DENIED, {"why": "access_by_number_not_granted"})
        asked = self._question(request, caller)
        began = asyncio.get_running_loop().time()
        _refuse(refused_before(await self._ports.store.tally(caller.actor_id, self._now()), _limits(caller)))
        result = await self._looked(request, asked, caller)
        await self._ports.sleep(max(0.0, began + ANSWER_AFTER_S - asyncio.get_running_loop().time()))
        return padded(result)

    async def _looked(self, request: pb.GetRightsByNumberRequest, asked: Asked, caller: Caller) -> pb.RightsResult:
        key = BeneficiaryKey(
            opener_nir=request.number, birth_date=request.birth_date, birth_rank=request.birth_rank or 1
        )
        [resolved] = await self._ports.people.resolve([key])
        known = not resolved.problem
        # Nobody is read like somebody: the same question to the database, about a person who is not there.
        pair = (resolved.subject.subject_id, resolved.opener_subject_id) if known else _nobody()
        answer = await self._answer(pair, asked)
        look = Look(
            actor_id=caller.actor_id,
            practice_id=caller.listing.practice_id,
            subject_id=resolved.subject.subject_id if known else None,
            at=self._now(),
            limits=_limits(caller),
            person=answer is not None,
            canary=known and resolved.subject.subject_id in self._ports.canaries,
        )
        ruling = await self._ports.store.settle(look, lambda ruling: _access(look, ruling, resolved, request, caller))
        self._ports.kept()
        _refuse(ruling.verdict)
        if ruling.verdict is Verdict.NOTHING or answer is None:
            return pb.RightsResult(problem=problem_of(DomainError(ErrorCode.NOTHING_TO_TELL), _FIELD))
        proof, _ = self._ports.proofs.sign(answer, asked, caller=caller, token=None, now=look.at)
        return pb.RightsResult(answer=answer, proof=proof, payment_guarantee=False)

    async def _answer(self, pair: tuple[bytes, bytes], asked: Asked) -> pb.RightsAnswer | None:
        try:
            answer = await self._ports.answering.rights_of(pair, asked)
        except DomainError as error:
            if error.code is not ErrorCode.UNKNOWN_BENEFICIARY:
                raise
            return None
        return answer if answer.open else None

    def _question(self, request: pb.GetRightsByNumberRequest, caller: Caller) -> Asked:
        try:
            Nir.parse(request.number, sexes=PERMANENT_OR_WAITING)
        except InvalidIdentifier as error:
            raise _wrong("number", error.advice) from None
        if request.reason not in REASONS:
            raise _wrong("reason", f"Send one of: {', '.join(sorted(REASONS))}")
        if not request.birth_date:
            raise _wrong("birth_date", "Send the birth date of the beneficiary as YYYY-MM-DD")
        query = pb.RightsQuery(care_date=request.care_date)
        return read_asked(query, self._ports.clock.today(caller.listing.place))

    def _now(self) -> datetime:
        return self._ports.clock.now()


def _limits(caller: Caller) -> Limits:
    return limits_of(caller.profession)


def _nobody() -> tuple[bytes, bytes]:
    return secrets.token_bytes(_ID_BYTES), secrets.token_bytes(_ID_BYTES)


def _refuse(verdict: Verdict | None) -> None:
    if verdict is Verdict.FROZEN:
        raise DomainError(ErrorCode.ACCOUNT_FROZEN)
    if verdict is Verdict.QUOTA:
        raise DomainError(ErrorCode.QUOTA_EXCEEDED, {"quota": "access_by_number"})


def _wrong(field: str, advice: str) -> DomainError:
    return DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, "invalid", advice)])


def _access(
    look: Look, ruling: Ruling, resolved: Resolved, request: pb.GetRightsByNumberRequest, caller: Caller
) -> AccessRow | None:
    """What the person sees of a look at them; nobody to see it, no row."""
    if look.subject_id is None:
        return None
    at_us = round(look.at.timestamp() * 1_000_000)
    unique = f"by-number {look.actor_id} {at_us}".encode() + look.subject_id
    event = access_pb2.AccessEvent(
        subject_id=look.subject_id,
        at_us=at_us,
        access_id=hashlib.sha256(unique).digest()[:_ID_BYTES],
        practice_id=look.practice_id,
        actor_id=look.actor_id,
        profession=caller.profession,
        action="rights",
        purpose=request.reason,
        basis=access_pb2.ACCESS_BASIS_NUMBER,
        decision=_DECISIONS.get(ruling.verdict, access_pb2.ACCESS_DECISION_REFUSED),
        practice_name=caller.listing.name,
    )
    subject = resolved.subject
    return access_row(event, home_id=subject.home_id, partition=subject.partition, source=SOURCE, at=look.at)
