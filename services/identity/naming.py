"""What the vault tells of a person beyond their subject: verdicts to those who check, names to those who must name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from identifiers import Nir
from identifiers.nir import PERMANENT_OR_WAITING
from identity.age import age_on
from identity.facts import Facts, Traits
from identity.fingerprints import Fingerprints
from identity.matching import Verdict, compare
from identity.model import Subject
from identity.sealing import Sealer
from identity.store import VaultStore

_OID_NIR: Final = "1.2.250.1.213.1.4.8"
_OID_NIA: Final = "1.2.250.1.213.1.4.9"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Whether a number is a subject's, how traits compare, and the age in years; `known` is false for nobody."""

    known: bool
    number_matches: bool
    traits: dict[str, Verdict]
    age: int


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """A person by name and number; what is unknown is empty or None."""

    subject_id: bytes
    number: Nir | None
    facts: Facts | None
    first_name: str

    @property
    def oid(self) -> str:
        """OID of the number as a matricule: NIR, or NIA while the civil status is being certified."""
        if self.number is None:
            return ""
        return _OID_NIA if self.number.is_waiting else _OID_NIR


class Naming:
    """Reads sealed facts and numbers."""

    def __init__(self, store: VaultStore, *, fingerprints: Fingerprints, sealer: Sealer) -> None:
        """Take the store, the index and the seal of the vault."""
        self._store, self._fingerprints, self._sealer = store, fingerprints, sealer

    async def find(self, numbers: Sequence[Nir]) -> list[Subject | None]:
        """The subject of each number, in one query; None when nobody is known under it."""
        entries = [self._fingerprints.number(number) for number in numbers]
        known = await self._store.find(entries) if entries else {}
        return [known[entry].subject if entry in known else None for entry in entries]

    async def compare(
        self, subject_id: bytes, *, number: Nir | None, traits: Traits, birth_date: str, today: date
    ) -> Comparison:
        """Compare what was read with what is known of a subject."""
        facts = (await self._facts([subject_id])).get(subject_id)
        found = (await self.find([number]))[0] if number is not None else None
        matches = found is not None and found.subject_id == subject_id
        if facts is None:
            return Comparison(known=False, number_matches=matches, traits={}, age=0)
        verdicts = dict(compare(facts, traits, birth_date))
        age = age_on(facts.birth_date, today)
        return Comparison(known=True, number_matches=matches, traits=verdicts, age=age)

    async def named(self, subject_ids: Sequence[bytes]) -> list[Named]:
        """Name and number of each subject that exists."""
        names = await self._store.names(subject_ids)
        facts = await self._facts(list(names))
        numbers = await self._store.numbers(list(names))
        return [
            Named(
                subject_id,
                self._number(numbers.get(subject_id), subject_id),
                facts.get(subject_id),
                self._sealer.open_name(sealed, subject_id) if sealed else "",
            )
            for subject_id, sealed in names.items()
        ]

    async def _facts(self, subject_ids: Sequence[bytes]) -> dict[bytes, Facts]:
        sealed = await self._store.facts(subject_ids)
        return {known: Facts.of(self._sealer.open_facts(text, known)) for known, text in sealed.items()}

    def _number(self, sealed: Sequence[bytes] | None, subject_id: bytes) -> Nir | None:
        """The permanent number where there is one, else the waiting one."""
        if not sealed:
            return None
        found = [Nir.parse(self._sealer.open_number(one, subject_id), sexes=PERMANENT_OR_WAITING) for one in sealed]
        return min(found, key=lambda number: number.is_waiting)
