"""From what openers and insurers state of a person to that person's full rights, and whether they changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from adri.insurer_contracts import Held, shown_with, with_contracts
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, Coverage


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person's records go: subject and home of 16 bytes, partition of the home."""

    subject_id: bytes
    home_id: bytes
    partition: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a card as the vault and the statement give them; `coverage` has no opener yet.

    `counter` is None when the scheme says nothing of it: what is known then stays.
    """

    place: Place
    birth_date: str
    coverage: Coverage
    counter: CounterRights | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What one opener opens: their subject, and everybody on the card, the opener first."""

    opener_id: bytes
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a person: `body` is the serialised BeneficiaryRights of `revision`, both empty at first.

    By subject of the opener: `coverages` and `counters` serialised as the scheme states them, `shown` what the counter
    is shown at `revision`, `contracts` those that insurers state.
    """

    place: Place
    birth_date: str
    revision: int
    body: bytes
    coverages: Mapping[bytes, bytes]
    counters: Mapping[bytes, bytes] = field(default_factory=dict)
    shown: Mapping[bytes, bytes] = field(default_factory=dict)
    contracts: Mapping[bytes, tuple[Held, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """The rights of a person after a statement: what is stated now, and `shown` where the counter is shown other.

    An empty value of `shown` means that nothing is shown any more.
    """

    known: Known
    changed: bool
    shown: Mapping[bytes, bytes]

    @property
    def place(self) -> Place:
        """Where the person's records go."""
        return self.known.place


def compose(card: Card, known: Iterable[Known]) -> list[Composed]:
    """The rights of everybody the card touches: those on it, and those in `known` who are no longer on it.

    `known` holds every person of the card, and everybody who has a coverage of its opener. A revision is only taken
    when the rights changed, so revisions are dense.
    """
    stated = {member.place.subject_id: member for member in card.members}
    return [revised(person, _restated(person, stated.get(person.place.subject_id), card.opener_id)) for person in known]


def revised(before: Known, after: Known) -> Composed:
    """What becomes of a person when `after` is stated of them; it has the revision and body of `before` until then."""
    shown = {
        opener: shown_with(after.counters.get(opener, b""), after.coverages[opener], held)
        for opener, held in _contracts(after).items()
    }
    new_shown = {opener: body for opener, body in shown.items() if body != before.shown.get(opener, b"")}
    new_shown |= {opener: b"" for opener, body in before.shown.items() if body and opener not in shown}
    same = _body(after, before.revision)
    if same == before.body and not new_shown:
        return Composed(after, changed=False, shown={})
    revision = before.revision + 1
    return Composed(
        replace(after, revision=revision, body=_body(after, revision), shown={**before.shown, **new_shown}),
        changed=True,
        shown=new_shown,
    )


def _restated(person: Known, member: Member | None, opener_id: bytes) -> Known:
    coverages = {opener: body for opener, body in person.coverages.items() if opener != opener_id}
    counters = {opener: body for opener, body in person.counters.items() if opener in coverages}
    if member is None:
        return replace(person, coverages=coverages, counters=counters)
    coverages[opener_id] = _coverage(member.coverage, opener_id)
    counter = person.counters.get(opener_id, b"")
    if member.counter is not None:
        counter = member.counter.SerializeToString(deterministic=True)
    return replace(person, birth_date=member.birth_date, coverages=coverages, counters={**counters, opener_id: counter})


def _coverage(stated: Coverage, opener_id: bytes) -> bytes:
    coverage = Coverage()
    coverage.CopyFrom(stated)
    coverage.opener_subject_id = opener_id
    return coverage.SerializeToString(deterministic=True)


def _contracts(person: Known) -> dict[bytes, tuple[Held, ...]]:
    return {opener: person.contracts.get(opener, ()) for opener in sorted(person.coverages)}


def _body(person: Known, revision: int) -> bytes:
    rights = BeneficiaryRights(
        subject_id=person.place.subject_id,
        revision=revision,
        birth_date=person.birth_date,
        coverages=[with_contracts(person.coverages[opener], held) for opener, held in _contracts(person).items()],
    )
    return rights.SerializeToString(deterministic=True)
