"""The vault at work: reads the index, decides, writes; the only holder of the pepper and of the sealing key."""

from collections.abc import Mapping, Sequence
from typing import Final

from chassis.errors import DomainError, ErrorCode, FieldViolation
from identity.draw import Draw
from identity.facts import Facts
from identity.fingerprints import Fingerprints
from identity.model import Alias, AliasKind, BillingKey, Binding, Changes, Evidence, NewSubject, Person, Subject
from identity.registration import ADVICE, Conflict, Known, Placement, conflicts, place
from identity.sealing import Sealer
from identity.store import Raced, VaultStore

_ATTEMPTS: Final = 10


class Vault:
    """Finds, registers and names subjects."""

    def __init__(self, store: VaultStore, *, fingerprints: Fingerprints, sealer: Sealer, draw: Draw) -> None:
        """Take the store, the index and the seal made from the vault's keys, and where chance comes from."""
        self._store = store
        self._fingerprints = fingerprints
        self._sealer = sealer
        self._draw = draw

    async def resolve(self, keys: Sequence[BillingKey]) -> list[Binding | None]:
        """Give the binding of each key, None when nobody is known under it; one query whatever their number."""
        entries = [self._fingerprints.triplet(key) for key in keys]
        known = await self._store.find(entries) if entries else {}
        return [known.get(entry) for entry in entries]

    async def register(self, persons: Sequence[Person]) -> Sequence[Subject]:
        """Make persons known, the first being the opener, who must state a number; give their subjects in order.

        All or nothing, and the same again answers the same subjects. Raises DomainError CONTENT_CONFLICT with one
        violation for each person that contradicts what is known. A registration that raced with another reads again.
        """
        opener = persons[0].number
        if opener is None:
            raise ValueError("the opener of rights must state a number")
        evidence = [self._fingerprints.evidence(person, opener) for person in persons]
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(persons, evidence)
            except Raced:
                continue
        raise DomainError(ErrorCode.UNAVAILABLE, {"cause": "registrations_race"})

    async def reveal(self, subject_ids: Sequence[bytes]) -> dict[bytes, str]:
        """Give the first name of each subject that exists, empty when unknown."""
        sealed = await self._store.names(subject_ids)
        return {known: self._sealer.open_name(name, known) if name else "" for known, name in sealed.items()}

    async def _attempt(self, persons: Sequence[Person], evidence: Sequence[Evidence]) -> Sequence[Subject]:
        known = await self._store.find([entry for stated in evidence for entry in stated.all])
        found = conflicts(evidence, known)
        if found:
            raise DomainError(ErrorCode.CONTENT_CONFLICT, violations=[_violation(conflict) for conflict in found])
        placement = place(evidence, known, self._draw)
        changes = Changes(
            _new_homes(placement),
            placement.new,
            self._aliases(persons, evidence, placement, known),
            await self._changed_names(persons, placement),
            await self._changed_facts(persons, placement),
        )
        if not changes.is_empty:
            await self._store.write(changes)
        return placement.subjects

    async def _changed_names(self, persons: Sequence[Person], placement: Placement) -> dict[bytes, bytes]:
        named = zip(placement.subjects, persons, strict=True)
        given = {subject.subject_id: person.first_name for subject, person in named if person.first_name}
        new = {created.subject.subject_id for created in placement.new}
        stored = await self.reveal([subject_id for subject_id in given if subject_id not in new]) if given else {}
        return {
            subject_id: self._sealer.seal_name(name, subject_id)
            for subject_id, name in given.items()
            if stored.get(subject_id) != name
        }

    async def _changed_facts(self, persons: Sequence[Person], placement: Placement) -> dict[bytes, bytes]:
        """Facts to seal anew: what a scheme leaves unset stays as it was known."""
        stated = {s.subject_id: p for s, p in zip(placement.subjects, persons, strict=True)}
        sealed = await self._store.facts(list(stated))
        texts = {known: self._sealer.open_facts(text, known) for known, text in sealed.items()}
        changed = {}
        for subject_id, person in stated.items():
            before = texts.get(subject_id)
            traits = person.traits.over(Facts.of(before).traits) if before else person.traits
            text = Facts(traits, person.birth_date, person.birth_rank).text()
            if text != before:
                changed[subject_id] = self._sealer.seal_facts(text, subject_id)
        return changed

    def _aliases(
        self, persons: Sequence[Person], evidence: Sequence[Evidence], placement: Placement, known: Known
    ) -> list[Alias]:
        opener_id = placement.subjects[0].subject_id
        listed = zip(persons, evidence, placement.subjects, strict=True)
        aliases = [alias for one in listed for alias in self._entries(*one, opener_id=opener_id)]
        return [alias for alias in aliases if alias.fingerprint not in known]

    def _entries(self, person: Person, stated: Evidence, subject: Subject, *, opener_id: bytes) -> list[Alias]:
        subject_id = subject.subject_id
        entries = [
            Alias(stated.triplet, AliasKind.TRIPLET, subject_id, opener_id=opener_id),
            Alias(stated.person_id, AliasKind.PERSON_ID, subject_id),
        ]
        if person.number is not None and stated.number is not None:
            sealed = self._sealer.seal_number(person.number.reveal(), subject_id)
            entries.append(Alias(stated.number, AliasKind.NUMBER, subject_id, sealed=sealed))
        return entries


def _new_homes(placement: Placement) -> Mapping[bytes, int]:
    """The home to create is the opener's, when the opener is new: nobody else ever gets one."""
    opener = placement.subjects[0]
    created: Sequence[NewSubject] = placement.new
    return {opener.home_id: opener.partition} if any(new.subject == opener for new in created) else {}


def _violation(conflict: Conflict) -> FieldViolation:
    return FieldViolation(conflict.path, conflict.clash.value, ADVICE[conflict.clash])
