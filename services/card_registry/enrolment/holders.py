"""What schemes state of holders: kept by subject, and the cards of those who left are closed."""

from collections.abc import Awaitable, Callable
from typing import Final

from card_registry.cards import Cards
from card_registry.enrolment.eligibility import HolderFacts
from card_registry.enrolment.store import EnrolmentStore, StatedHolder
from card_registry.enrolment.vault import Vault
from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.postgres import Pool
from vitale.card.v1 import card_service_pb2 as pb

MOST: Final = 500
_DEPARTMENT: Final = range(2, 4)


class Holders:
    """PutHolders for the scheme that calls."""

    def __init__(
        self, store: EnrolmentStore, vault: Vault, *, close: Callable[[list[bytes]], Awaitable[None]], clock: Clock
    ) -> None:
        """Take the store, the vault, what closes the cards of subjects, and the clock."""
        self._store, self._vault, self._close, self._clock = store, vault, close, clock

    async def put(self, request: pb.PutHoldersRequest) -> pb.PutHoldersResponse:
        """Keep what is stated; tells the positions of those whom the vault does not know.

        Raises:
            DomainError: PERMISSION_DENIED, BATCH_TOO_LARGE, INVALID_ARGUMENT on holders[i].department, UNAVAILABLE.
        """
        scheme = require("scheme").attribute("scheme")
        _check(request)
        subjects = await self._vault.find([holder.number for holder in request.holders])
        stated = [
            StatedHolder(subject.subject_id, _facts(holder, scheme))
            for holder, subject in zip(request.holders, subjects, strict=True)
            if subject is not None
        ]
        await self._store.put_holders(_last_of_each(stated), at=self._clock.now())
        await self._close([holder.subject_id for holder in stated if holder.facts.closed])
        return pb.PutHoldersResponse(unknown=[at for at, subject in enumerate(subjects) if subject is None])


class ClosesCards:
    """Closes the living cards of subjects, each in a transaction of its own."""

    def __init__(self, pool: Pool, cards: Cards, clock: Clock, kept: Callable[[], None]) -> None:
        """Take the registry's pool and cards, the clock, and what is called after a commit."""
        self._pool, self._cards, self._clock, self._kept = pool, cards, clock, kept

    async def __call__(self, subject_ids: list[bytes]) -> None:
        """Close them."""
        for subject_id in subject_ids:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._cards.close(connection, subject_id, reason="affiliation_ended", at=self._clock.now())
        if subject_ids:
            self._kept()


def _check(request: pb.PutHoldersRequest) -> None:
    if len(request.holders) > MOST:
        facts = {"field": "holders", "count": str(len(request.holders)), "limit": str(MOST)}
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, facts)
    wrong = [
        FieldViolation(f"holders[{at}].department", "department_form", 'Send "69", "2A" or "974"')
        for at, holder in enumerate(request.holders)
        if len(holder.department) not in _DEPARTMENT or not holder.department.isalnum()
    ]
    if wrong:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=wrong)


def _facts(holder: pb.HolderFacts, scheme: str) -> HolderFacts:
    return HolderFacts(
        scheme,
        holder.department,
        guardianship=holder.guardianship,
        physical_card=holder.physical_card,
        state_medical_aid=holder.state_medical_aid,
        closed=holder.closed,
    )


def _last_of_each(stated: list[StatedHolder]) -> list[StatedHolder]:
    return list({holder.subject_id: holder for holder in stated}.values())
