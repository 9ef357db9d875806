"""The clock port: code that needs the time is handed one, and never asks the machine itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where a process reads the time."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        ...

    def today(self, zone: str) -> date:
        """Give the calendar day at an IANA zone: the place of care decides it, Réunion is not Paris."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self, zone: str) -> date:
        """Give the calendar day at an IANA zone; an unknown zone raises ZoneInfoNotFoundError."""
        return self.now().astimezone(ZoneInfo(zone)).date()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved, for tests and replays."""

    instant: datetime

    def __post_init__(self) -> None:
        """Refuse a naive instant: a clock without a zone would be read as the machine's."""
        if self.instant.tzinfo is None:
            raise ValueError("FixedClock needs an aware datetime, for example datetime(2026, 1, 1, tzinfo=UTC)")
        self.instant = self.instant.astimezone(UTC)

    def now(self) -> datetime:
        """Give the instant it was set to."""
        return self.instant

    def today(self, zone: str) -> date:
        """Give the calendar day of that instant at an IANA zone."""
        return self.instant.astimezone(ZoneInfo(zone)).date()

    def advance(self, step: timedelta) -> None:
        """Move the clock by a step, backwards too."""
        self.instant += step
