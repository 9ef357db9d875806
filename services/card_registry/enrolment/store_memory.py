"""The store's in-memory twin, for tests of what stands above it; passes the same contract suite."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from card_registry.cards import NewCard
from card_registry.enrolment.eligibility import HolderFacts
from card_registry.enrolment.file import File
from card_registry.enrolment.store import Figure, Figures, Make, StatedHolder, Step
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import enrolment_service_pb2 as pb

_PARIS = ZoneInfo("Europe/Paris")
_ENDED = frozenset({pb.FILE_STATE_ACTIVATED, pb.FILE_STATE_REFUSED, pb.FILE_STATE_EXPIRED})


class MemoryEnrolmentStore:
    """Everything in dictionaries; yields to other tasks as a database does."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[bytes, File] = {}
        self.holders: dict[bytes, HolderFacts] = {}
        self.used: set[bytes] = set()
        self.cards: dict[bytes, NewCard] = {}

    async def file(self, file_id: bytes) -> File | None:
        """See the port."""
        await asyncio.sleep(0)
        return self.files.get(file_id)

    async def file_of_capture(self, capture_id: str) -> File | None:
        """See the port."""
        await asyncio.sleep(0)
        captured = (file for file in self.files.values() if file.capture is not None)
        return next((f for f in captured if f.capture and f.capture.capture_id == capture_id), None)

    async def last_of(self, subject_id: bytes) -> File | None:
        """See the port."""
        await asyncio.sleep(0)
        mine = [file for file in self.files.values() if file.subject_id == subject_id]
        return max(mine, key=lambda file: (file.is_open, file.opened_at), default=None)

    async def add(self, file: File) -> File:
        """See the port."""
        before = await self.last_of(file.subject_id)
        if before is not None and before.is_open:
            return before
        self.files[file.file_id] = file
        return file

    async def step(self, file_id: bytes, step: Step) -> File:
        """See the port."""
        await asyncio.sleep(0)
        if file_id not in self.files:
            raise DomainError(ErrorCode.NOT_FOUND)
        self.files[file_id] = step(self.files[file_id])
        return self.files[file_id]

    async def use_assertion(self, digest: bytes, file_id: bytes, step: Step, *, at: datetime) -> File:  # noqa: ARG002
        """See the port."""
        if digest in self.used:
            raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": "replayed"})
        after = await self.step(file_id, step)
        self.used.add(digest)
        return after

    async def activate(self, file_id: bytes, make: Make, step: Callable[[File, NewCard], File]) -> tuple[File, NewCard]:
        """See the port; an activated file gives its card again."""
        file = self.files[file_id]
        if file.state == pb.FILE_STATE_ACTIVATED:
            return file, self.cards[file.card_serial]
        no_connection: Any = None
        card = await make(no_connection)
        self.files[file_id] = step(self.files[file_id], card)
        self.cards[card.serial] = card
        return self.files[file_id], card

    async def put_holders(self, holders: Sequence[StatedHolder], *, at: datetime) -> None:  # noqa: ARG002
        """See the port."""
        await asyncio.sleep(0)
        self.holders.update({holder.subject_id: holder.facts for holder in holders})

    async def holder(self, subject_id: bytes) -> HolderFacts | None:
        """See the port."""
        await asyncio.sleep(0)
        return self.holders.get(subject_id)

    async def queue(self) -> list[File]:
        """See the port."""
        await asyncio.sleep(0)
        due = [(file.decision.due, file) for file in self.files.values() if _queued(file) and file.decision]
        return [file for _, file in sorted(due, key=lambda pair: pair[0])]

    async def overdue(self, now: datetime, *, most: int) -> list[File]:
        """See the port."""
        await asyncio.sleep(0)
        return [f for f in self.files.values() if f.is_open and f.expires_at < now and not _queued(f)][:most]

    async def undeleted(self, captured_before: datetime, *, most: int) -> list[File]:
        """See the port."""
        await asyncio.sleep(0)
        return [file for file in self.files.values() if _undeleted(file, captured_before)][:most]

    async def figures(self, until: date) -> Figures:
        """See the port."""
        await asyncio.sleep(0)
        ended = [f for f in self.files.values() if f.state in _ENDED and _day(f.changed_at) <= until]
        places = sorted({(file.department, file.scheme, int(file.path)) for file in ended})
        seconds = sorted(
            int((file.decision.decided_at - file.decision.queued_at).total_seconds())
            for file in self.files.values()
            if file.decision and file.decision.decided_at and _day(file.decision.decided_at) <= until
        )
        return Figures([_figure(place, ended) for place in places], seconds, len(await self.queue()))


def _figure(place: tuple[str, str, int], ended: list[File]) -> Figure:
    here = [file for file in ended if (file.department, file.scheme, int(file.path)) == place]
    activations = sum(file.state == pb.FILE_STATE_ACTIVATED for file in here)
    reasons = [file.reason for file in here if file.state != pb.FILE_STATE_ACTIVATED]
    return Figure(*place, activations, {reason: reasons.count(reason) for reason in sorted(set(reasons))})


def _queued(file: File) -> bool:
    return file.state == pb.FILE_STATE_IDENTITY_PENDING and file.decision is not None


def _undeleted(file: File, before: datetime) -> bool:
    capture = file.capture
    if capture is None or capture.captured_at is None or capture.deletion_receipt:
        return False
    return capture.captured_at < before or bool(file.decision and file.decision.decided_at)


def _day(at: datetime) -> date:
    return at.astimezone(_PARIS).date()
