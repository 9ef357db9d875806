"""The store of enrolment, as a port: files, holders' facts, used assertions, figures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias

from card_registry.cards import NewCard
from card_registry.enrolment.eligibility import HolderFacts
from card_registry.enrolment.file import File
from chassis.postgres import Connection

Make: TypeAlias = Callable[[Connection], Awaitable[NewCard]]
Step: TypeAlias = Callable[[File], File]


@dataclass(frozen=True, slots=True)
class StatedHolder:
    """A holder as a scheme states them."""

    subject_id: bytes
    facts: HolderFacts


@dataclass(frozen=True, slots=True)
class Figure:
    """Ended files of one department, scheme and path: activations, refusals by reason."""

    department: str
    scheme: str
    path: int
    activations: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened until a day, that day included; `decision_s` are the seconds of each human decision, sorted."""

    figures: Sequence[Figure]
    decision_s: Sequence[int]
    waiting: int


class EnrolmentStore(Protocol):
    """Where enrolment is kept. Every method raises DomainError UNAVAILABLE when the database does not answer."""

    async def file(self, file_id: bytes) -> File | None:
        """A file, or None."""
        ...

    async def file_of_capture(self, capture_id: str) -> File | None:
        """The file of a capture, or None."""
        ...

    async def last_of(self, subject_id: bytes) -> File | None:
        """The last file that a person opened, or None."""
        ...

    async def add(self, file: File) -> File:
        """Keep a new file; when the person has an open one meanwhile, that one is given instead."""
        ...

    async def step(self, file_id: bytes, step: Step) -> File:
        """Take a step on the file as it is now, alone: two steps at once are taken one after the other.

        Raises:
            DomainError: NOT_FOUND; whatever the step raises, and then nothing changes.
        """
        ...

    async def use_assertion(self, digest: bytes, file_id: bytes, step: Step, *, at: datetime) -> File:
        """The same, and note the assertion as used; ASSERTION_REFUSED {"why": "replayed"} when it was used before."""
        ...

    async def activate(self, file_id: bytes, make: Make, step: Callable[[File, NewCard], File]) -> tuple[File, NewCard]:
        """Make the card and take the step in one transaction."""
        ...

    async def put_holders(self, holders: Sequence[StatedHolder], *, at: datetime) -> None:
        """Keep what a scheme states; the last statement holds."""
        ...

    async def holder(self, subject_id: bytes) -> HolderFacts | None:
        """What is stated of a person, or None."""
        ...

    async def queue(self) -> list[File]:
        """Files that wait for a person's decision, the earliest due first."""
        ...

    async def overdue(self, now: datetime, *, most: int) -> list[File]:
        """Open files whose time is over and that no person is to decide."""
        ...

    async def undeleted(self, captured_before: datetime, *, most: int) -> list[File]:
        """Files whose capture is older than that and has no deletion receipt, or was decided, whatever their state."""
        ...

    async def figures(self, until: date) -> Figures:
        """What happened until a day (Paris), included."""
        ...
