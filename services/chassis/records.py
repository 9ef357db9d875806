"""Records as they go to and come from the broker, and the publisher port."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class OutRecord:
    """A record to publish; the partition is the one stored with the home, never a client's choice."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class InRecord:
    """A record read from the broker."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int


class Publisher(Protocol):
    """Where a service publishes: returns once the broker acknowledged everything, in order per partition."""

    async def start(self) -> None:
        """Make ready; a broker that is down is not an error yet."""
        ...

    async def publish(self, records: Sequence[OutRecord]) -> None:
        """Send and wait for all acknowledgements.

        DomainError UNAVAILABLE: some may have been written, publish the same again. RECORD_TOO_LARGE or
        TOPIC_MISMATCH: repeating will not help.
        """
        ...

    async def ping(self) -> None:
        """Answer when the broker does; DomainError UNAVAILABLE otherwise."""
        ...

    async def stop(self) -> None:
        """Let what is under way end, then close."""
        ...
