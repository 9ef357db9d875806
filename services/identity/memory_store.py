"""The store's in-memory twin, for tests of what stands above it; passes the same contract suite."""

import asyncio
from collections.abc import Mapping, Sequence

from identity.model import Binding, Changes, NewSubject
from identity.store import Raced


class MemoryVaultStore:
    """Holds everything in dictionaries; yields to other tasks like a database does, so races show."""

    def __init__(self) -> None:
        """Start empty."""
        self.homes: dict[bytes, int] = {}
        self.subjects: dict[bytes, NewSubject] = {}
        self.bindings: dict[bytes, Binding] = {}
        self.sealed_numbers: dict[bytes, bytes] = {}
        self.sealed_names: dict[bytes, bytes] = {}
        self.sealed_facts: dict[bytes, bytes] = {}

    async def find(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Binding]:
        """Give the binding of each known index entry."""
        await asyncio.sleep(0)
        return {entry: self.bindings[entry] for entry in fingerprints if entry in self.bindings}

    async def names(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes | None]:
        """Give the sealed first name of each subject that exists."""
        await asyncio.sleep(0)
        return {known: self.sealed_names.get(known) for known in subject_ids if known in self.subjects}

    async def facts(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the sealed civil facts of each subject that has some."""
        await asyncio.sleep(0)
        return {known: self.sealed_facts[known] for known in subject_ids if known in self.sealed_facts}

    async def numbers(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        """Give the sealed numbers of each subject that has one."""
        await asyncio.sleep(0)
        found: dict[bytes, list[bytes]] = {}
        for entry, sealed in self.sealed_numbers.items():
            subject_id = self.bindings[entry].subject.subject_id
            if subject_id in subject_ids:
                found.setdefault(subject_id, []).append(sealed)
        return found

    async def write(self, changes: Changes) -> None:
        """Write all or nothing; raise Raced when an entry exists already."""
        await asyncio.sleep(0)
        if any(alias.fingerprint in self.bindings for alias in changes.aliases):
            raise Raced
        self.homes.update(changes.new_homes)
        self.subjects.update({new.subject.subject_id: new for new in changes.new_subjects})
        for alias in changes.aliases:
            known = self.subjects[alias.subject_id]
            self.bindings[alias.fingerprint] = Binding(known.subject, alias.opener_id, known.anonymous)
            if alias.sealed is not None:
                self.sealed_numbers[alias.fingerprint] = alias.sealed
        self.sealed_names.update(changes.names)
        self.sealed_facts.update(changes.facts)
