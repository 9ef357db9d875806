"""The rights store's in-memory twin, for tests and demonstrations without a database; passes the same suite."""

from collections.abc import Collection, Mapping
from datetime import datetime

from adri import records
from adri.composition import Card, Composed, Known, compose
from adri.guarantees import NamedTable
from adri.store import NewState, StateKey
from adri.versions import Answered, repeats
from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import seal


class MemoryRightsStore:
    """Keeps rights in dictionaries and their records in `outbox`; `down` makes it answer like a dead database."""

    def __init__(self) -> None:
        """Begin empty."""
        self.outbox: list[OutRecord] = []
        self.down = False
        self._states: dict[StateKey, Answered] = {}
        self._persons: dict[bytes, Known] = {}
        self._tables: dict[bytes, NamedTable] = {}

    async def answered(self, key: StateKey) -> Answered | None:
        """The last state taken of an opener, or None."""
        self._answer()
        return self._states.get(key)

    async def put(self, state: NewState) -> Answered:
        """Take a state; see the port."""
        self._answer()
        known = self._states.get(state.key)
        if known is not None and repeats(known, state.state_version, state.content_hash):
            return known
        composed = {person.place.subject_id: person for person in compose(state.card, self._touched(state.card))}
        for person in composed.values():
            self._keep(person, state)
        subjects = tuple(member.place.subject_id for member in state.card.members)
        revisions = tuple(composed[subject].revision for subject in subjects)
        answer = Answered(state.state_version, state.content_hash, subjects, revisions)
        self._states[state.key] = answer
        return answer

    async def insurers(self, hashes: Collection[bytes]) -> Mapping[bytes, str]:
        """AMC numbers of those guarantee tables that are known."""
        self._answer()
        return {known: self._tables[known].amc_number for known in hashes if known in self._tables}

    async def put_table(self, table: NamedTable, received_at: datetime) -> bool:
        """Keep a guarantee table and queue it for every partition; False when it was known."""
        self._answer()
        if table.hash in self._tables:
            return False
        self._tables[table.hash] = table
        value = seal(records.control_value(table.hash, table.body))
        for partition in range(records.PARTITIONS):
            headers = records.control_headers(table.hash, partition, received_at, inject_headers())
            self.outbox.append(OutRecord(records.TOPIC_CONTROL, partition, records.CONTROL_KEY, value, headers))
        return True

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})

    def _touched(self, card: Card) -> list[Known]:
        on_card = {subject for subject, known in self._persons.items() if card.opener_id in known.coverages}
        new = {m.place.subject_id: Known(m.place, m.birth_date, 0, b"", {}) for m in card.members}
        return [self._persons.get(subject) or new[subject] for subject in sorted(on_card | new.keys())]

    def _keep(self, person: Composed, state: NewState) -> None:
        subject = person.place.subject_id
        before = self._persons[subject].coverages if subject in self._persons else {}
        coverages = {opener: body for opener, body in before.items() if opener != state.card.opener_id}
        if person.coverage is not None:
            coverages[state.card.opener_id] = person.coverage
        self._persons[subject] = Known(person.place, person.birth_date, person.revision, person.body, coverages)
        if person.changed:
            headers = records.rights_headers(subject, person.revision, state.received_at, inject_headers())
            place = person.place
            self.outbox.append(
                OutRecord(records.TOPIC_RIGHTS, place.partition, place.home_id, seal(person.body), headers)
            )
