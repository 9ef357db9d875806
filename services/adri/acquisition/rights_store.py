"""What acquisition reads and writes, as ports: rights as they stand or stood, and the list of accesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adri.composition import Place
from contracts.access import AccessRow
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, Coverage

Pair = tuple[bytes, bytes]
"""A person and the opener of the rights that are meant, 16 bytes each."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One revision of a person's rights and what the counter is shown of those that one opener opens.

    `confirmed_at` is when the scheme last stated that coverage, changed or not; None when it states none now.
    """

    place: Place
    rights: BeneficiaryRights
    opener_id: bytes
    counter: CounterRights
    known_from: datetime
    confirmed_at: datetime | None

    def coverage(self) -> Coverage | None:
        """The coverage of that opener, or None."""
        return next((c for c in self.rights.coverages if c.opener_subject_id == self.opener_id), None)


class RightsReading(Protocol):
    """Rights to read. Every method raises DomainError UNAVAILABLE when the database does not answer."""

    async def now(self, wanted: Sequence[Pair]) -> Sequence[Standing | None]:
        """Rights as they stand, in the order asked; None for who is not known."""
        ...

    async def known_at(self, wanted: Pair, at: datetime) -> Standing | None:
        """Rights as they were known at an instant; None when nothing was known yet. Their periods say of which days."""
        ...

    async def card(self, opener_id: bytes) -> Sequence[Standing]:
        """Everybody whose rights an opener opens now."""
        ...


class AccessLog(Protocol):
    """Where accesses are kept until they are published."""

    async def keep(self, rows: Sequence[AccessRow]) -> None:
        """Keep accesses: durable when this returns; DomainError UNAVAILABLE otherwise."""
        ...
