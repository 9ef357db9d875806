"""The vault's values: subjects, what a caller claims of a person, what the store holds and what is to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from identifiers import Nir
from identity.facts import Traits


class AliasKind(IntEnum):
    """What an index entry was made of; stored, so numbers never change."""

    NUMBER = 1
    TRIPLET = 2
    PERSON_ID = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as the rest of the system knows them: 16 random bytes, routing home of 16 random bytes, partition."""

    subject_id: bytes
    home_id: bytes
    partition: int


@dataclass(frozen=True, slots=True, repr=False)
class BillingKey:
    """How an invoice names its beneficiary: number of the opener, birth date YYYY-MM-DD, rank from 1."""

    opener: Nir
    birth_date: str
    birth_rank: int


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A person that a scheme makes known, checked; `path` is the field of the request that held it."""

    path: str
    person_id: str
    number: Nir | None
    birth_date: str
    birth_rank: int
    first_name: str | None
    traits: Traits = field(default_factory=Traits)


@dataclass(frozen=True, slots=True)
class Binding:
    """What an index entry leads to. `opener_id` is set for a triplet: the subject that opens the rights."""

    subject: Subject
    opener_id: bytes | None
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The index entries of one person: number (None when not stated), triplet, person id given by the scheme."""

    path: str
    number: bytes | None
    triplet: bytes
    person_id: bytes
    anonymous: bool

    @property
    def all(self) -> tuple[bytes, ...]:
        """Every entry that is stated."""
        return tuple(entry for entry in (self.number, self.triplet, self.person_id) if entry is not None)


@dataclass(frozen=True, slots=True)
class NewSubject:
    """A subject to create in its home."""

    subject: Subject
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Alias:
    """An index entry to create; `sealed` is the encrypted number for entries made of a number."""

    fingerprint: bytes
    kind: AliasKind
    subject_id: bytes
    opener_id: bytes | None = None
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What one registration writes, all or nothing. Homes to create are those of `new_homes` (home, partition)."""

    new_homes: Mapping[bytes, int] = field(default_factory=dict)
    new_subjects: Sequence[NewSubject] = ()
    aliases: Sequence[Alias] = ()
    names: Mapping[bytes, bytes] = field(default_factory=dict)
    facts: Mapping[bytes, bytes] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new_homes or self.new_subjects or self.aliases or self.names or self.facts)
