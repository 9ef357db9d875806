"""The rights store's in-memory twin, for tests and demonstrations without a database; passes the same suite."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adri import records
from adri.composition import Card, Composed, Known, compose
from adri.contract_statements import NewContract
from adri.contract_taking import KeptContract, taken
from adri.guarantees import NamedTable
from adri.store import NewState, StateKey
from adri.versions import Answered, Version, repeats
from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import seal


@dataclass(frozen=True, slots=True)
class Revision:
    """A person as they were from one revision on, and since when that was known."""

    known: Known
    known_from: datetime


class MemoryRightsStore:
    """Keeps rights in dictionaries and their records in `outbox`; `down` makes it answer like a dead database."""

    def __init__(self) -> None:
        """Begin empty."""
        self.outbox: list[OutRecord] = []
        self.down = False
        self.persons: dict[bytes, Known] = {}
        self.history: dict[bytes, list[Revision]] = {}
        self.confirmed: dict[tuple[bytes, bytes], datetime] = {}
        self._states: dict[StateKey, Answered] = {}
        self._contracts: dict[tuple[str, str], KeptContract] = {}
        self._tables: dict[bytes, NamedTable] = {}

    async def answered(self, key: StateKey) -> Answered | None:
        """The last state taken of an opener, or None."""
        self.answer()
        return self._states.get(key)

    async def put(self, state: NewState) -> Answered:
        """Take a state; see the port."""
        self.answer()
        known = self._states.get(state.key)
        if known is not None and repeats(known.version, state.version):
            return known
        composed = compose(state.card, self._touched(state.card))
        self._keep(composed, state.received_at)
        opener_id = state.card.opener_id
        subjects = tuple(member.place.subject_id for member in state.card.members)
        self.confirmed |= {(subject, opener_id): state.received_at for subject in subjects}
        revisions = tuple(self.persons[subject].revision for subject in subjects)
        answer = Answered(state.state_version, state.content_hash, subjects, revisions)
        self._states[state.key] = answer
        return answer

    async def put_contract(self, new: NewContract) -> int:
        """Take a contract; see the port."""
        self.answer()
        named = (new.held.insurer, new.held.contract_id)
        before, sent = self._contracts.get(named), Version(new.contract_version, new.content_hash)
        if before is not None and repeats(before.version, sent, "contract_version"):
            return before.revision
        touched = {new.place.subject_id} | ({before.subject_id} if before else set())
        persons = {subject: self.persons[subject] for subject in sorted(touched) if subject in self.persons}
        self._keep(taken(new, persons), new.received_at)
        kept = KeptContract(sent, new.place.subject_id, self.persons[new.place.subject_id].revision)
        self._contracts[named] = kept
        return kept.revision

    async def insurers(self, hashes: Collection[bytes]) -> Mapping[bytes, str]:
        """AMC numbers of those guarantee tables that are known."""
        self.answer()
        return {known: self._tables[known].amc_number for known in hashes if known in self._tables}

    async def put_table(self, table: NamedTable, received_at: datetime) -> bool:
        """Keep a guarantee table and queue it for every partition; False when it was known."""
        self.answer()
        if table.hash in self._tables:
            return False
        self._tables[table.hash] = table
        value = seal(records.control_value(table.hash, table.body))
        for partition in range(records.PARTITIONS):
            headers = records.control_headers(table.hash, partition, received_at, inject_headers())
            self.outbox.append(OutRecord(records.TOPIC_CONTROL, partition, records.CONTROL_KEY, value, headers))
        return True

    def answer(self) -> None:
        """Raise UNAVAILABLE while the database is dead."""
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})

    def _touched(self, card: Card) -> list[Known]:
        on_card = {subject for subject, known in self.persons.items() if card.opener_id in known.coverages}
        new = {m.place.subject_id: Known(m.place, m.birth_date, 0, b"", {}) for m in card.members}
        return [self.persons.get(subject) or new[subject] for subject in sorted(on_card | new.keys())]

    def _keep(self, composed: Iterable[Composed], at: datetime) -> None:
        for person in composed:
            self.persons[person.place.subject_id] = person.known
            if person.changed:
                self._publish(person.known, at)

    def _publish(self, known: Known, at: datetime) -> None:
        place = known.place
        self.history.setdefault(place.subject_id, []).append(Revision(known, at))
        headers = records.rights_headers(place.subject_id, known.revision, at, inject_headers())
        self.outbox.append(OutRecord(records.TOPIC_RIGHTS, place.partition, place.home_id, seal(known.body), headers))
