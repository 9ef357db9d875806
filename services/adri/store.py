"""The store of rights, as a port: states of openers, contracts of insurers, revisions of beneficiaries, tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adri.composition import Card
from adri.contract_statements import NewContract
from adri.guarantees import NamedTable
from adri.versions import Answered, Version


@dataclass(frozen=True, slots=True)
class StateKey:
    """Whose state: the scheme's régime code and the identifier it gives to the opener."""

    scheme: str
    person_id: str


@dataclass(frozen=True, slots=True)
class NewState:
    """A state to take: its number, its digest, the card, and when it came."""

    key: StateKey
    state_version: int
    content_hash: bytes
    card: Card
    received_at: datetime

    @property
    def version(self) -> Version:
        """What it is compared by."""
        return Version(self.state_version, self.content_hash)


class RightsStore(Protocol):
    """Where rights are kept together with what is to be published.

    Every method raises DomainError UNAVAILABLE when the database does not answer; the call may be repeated.
    """

    async def answered(self, key: StateKey) -> Answered | None:
        """The last state taken of an opener, or None."""
        ...

    async def put(self, state: NewState) -> Answered:
        """Take a state: one transaction with the rows to publish, durable when this returns.

        A state that is the known one again changes nothing and gets the same answer. Calls that touch the same
        persons at once are put one after the other: no coverage is lost, no revision is skipped or given twice.

        Raises:
            DomainError: STALE_STATE or CONTENT_CONFLICT, see versions.repeats.
        """
        ...

    async def put_contract(self, new: NewContract) -> int:
        """Take a contract of an insurer; the revision of the person's rights that holds it.

        One transaction with the row to publish. A known state again changes nothing and gets the same answer. A
        contract that was another person's before is taken from that one.

        Raises:
            DomainError: STALE_STATE, CONTENT_CONFLICT, see versions.repeats; UNKNOWN_BENEFICIARY when no scheme states
                a coverage of the person by that opener; INVALID_ARGUMENT with what it clashes with.
        """
        ...

    async def insurers(self, hashes: Collection[bytes]) -> Mapping[bytes, str]:
        """AMC numbers of those guarantee tables that are known."""
        ...

    async def put_table(self, table: NamedTable, received_at: datetime) -> bool:
        """Keep a guarantee table and queue it for every partition; False when it was known."""
        ...
