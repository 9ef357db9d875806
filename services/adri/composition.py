"""From the coverages that openers open for a person to that person's full rights, and whether they changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vitale.rights.v1.rights_pb2 import BeneficiaryRights, Coverage


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person's records go: subject and home of 16 bytes, partition of the home."""

    subject_id: bytes
    home_id: bytes
    partition: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a card as the vault and the statement give them; `coverage` has no opener yet."""

    place: Place
    birth_date: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Card:
    """What one opener opens: their subject, and everybody on the card, the opener first."""

    opener_id: bytes
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a person: `body` is the serialised BeneficiaryRights of `revision`, both empty at first.

    `coverages` are the serialised ones of every opener, by subject of the opener.
    """

    place: Place
    birth_date: str
    revision: int
    body: bytes
    coverages: Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Composed:
    """The rights of a person after a statement. `coverage` is the stated one, None for who left the card."""

    place: Place
    birth_date: str
    revision: int
    body: bytes
    coverage: bytes | None
    changed: bool


def compose(card: Card, known: Iterable[Known]) -> list[Composed]:
    """The rights of everybody the card touches: those on it, and those in `known` who are no longer on it.

    `known` holds every person of the card, and everybody who has a coverage of its opener. A revision is only taken
    when the rights changed, so revisions are dense.
    """
    stated = {member.place.subject_id: member for member in card.members}
    return [_composed(person, stated.get(person.place.subject_id), card.opener_id) for person in known]


def _composed(person: Known, member: Member | None, opener_id: bytes) -> Composed:
    coverage = None if member is None else _coverage(member.coverage, opener_id)
    others = {opener: body for opener, body in person.coverages.items() if opener != opener_id}
    coverages = others if coverage is None else {**others, opener_id: coverage}
    birth_date = person.birth_date if member is None else member.birth_date
    same = _body(person.place.subject_id, person.revision, birth_date, coverages)
    if same == person.body:
        return Composed(person.place, birth_date, person.revision, same, coverage, changed=False)
    revision = person.revision + 1
    body = _body(person.place.subject_id, revision, birth_date, coverages)
    return Composed(person.place, birth_date, revision, body, coverage, changed=True)


def _coverage(stated: Coverage, opener_id: bytes) -> bytes:
    coverage = Coverage()
    coverage.CopyFrom(stated)
    coverage.opener_subject_id = opener_id
    return coverage.SerializeToString(deterministic=True)


def _body(subject_id: bytes, revision: int, birth_date: str, coverages: Mapping[bytes, bytes]) -> bytes:
    rights = BeneficiaryRights(
        subject_id=subject_id,
        revision=revision,
        birth_date=birth_date,
        coverages=[Coverage.FromString(coverages[opener]) for opener in sorted(coverages)],
    )
    return rights.SerializeToString(deterministic=True)
