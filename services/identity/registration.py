"""Who is who: from what a scheme states and what the vault knows, the subject of each person. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from identity.draw import Draw
from identity.model import Binding, Evidence, NewSubject, Subject

Known = Mapping[bytes, Binding]


class Clash(StrEnum):
    """Why a person cannot be registered as stated."""

    TWO_PERSONS = "identifiers_of_two_persons"
    TRIPLET_TAKEN = "triplet_of_another_person"
    ANONYMOUS_JOINED = "anonymous_never_joined"
    LISTED_TWICE = "listed_twice"


ADVICE: Mapping[Clash, str] = {
    Clash.TWO_PERSONS: "The number and the person id are known as two persons: find out which of the two is wrong",
    Clash.TRIPLET_TAKEN: "Another person has this opener, birth date and rank: give twins their birth ranks, or state "
    "the own number or the person id under which this person is already known",
    Clash.ANONYMOUS_JOINED: "An anonymous number stays alone: give it a person id of its own, no beneficiaries and no "
    "place on another card",
    Clash.LISTED_TWICE: "Two entries of this call share a number, a person id, or birth date and rank: list a person "
    "once, and give twins their birth ranks",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One person that cannot be registered, by the field of the request."""

    path: str
    clash: Clash


@dataclass(frozen=True, slots=True)
class Placement:
    """The subjects of a registration, in order of its persons, and which of them are to be created."""

    subjects: Sequence[Subject]
    new: Sequence[NewSubject]


def conflicts(persons: Sequence[Evidence], known: Known) -> list[Conflict]:
    """Find the persons that contradict each other or what is known; an empty list means they can be placed.

    A person is who their number and person id say. A triplet alone names nobody new: when it is bound to somebody
    else, it is refused, for a bill could no longer tell the two apart.
    """
    shared = _shared(persons, known)
    found = ((person, _clash(person, known) or shared.get(person.path)) for person in persons)
    return [Conflict(person.path, clash) for person, clash in found if clash is not None]


def place(persons: Sequence[Evidence], known: Known, draw: Draw) -> Placement:
    """Give each person their subject: the known one, or a new one. The first person is the opener.

    A new opener gets a new home; a new beneficiary takes the home of this, their first, opener. A known home stays.
    `persons` must be free of conflicts.
    """
    opener = _known_subject(persons[0], known) or _new_subject(draw, _new_home(draw))
    home = (opener.home_id, opener.partition)
    others = [_known_subject(person, known) or _new_subject(draw, home) for person in persons[1:]]
    subjects = [opener, *others]
    placed = zip(persons, subjects, strict=True)
    new = [NewSubject(subject, e.anonymous) for e, subject in placed if _known_subject(e, known) is None]
    return Placement(subjects, new)


def _clash(person: Evidence, known: Known) -> Clash | None:
    named = _named(person, known)
    if len({binding.subject.subject_id for binding in named}) > 1:
        return Clash.TWO_PERSONS
    triplet = known.get(person.triplet)
    if triplet is not None and triplet.subject not in [binding.subject for binding in named]:
        return Clash.TRIPLET_TAKEN
    # An anonymous subject is reached by its own number or not at all, and an anonymous number reaches nobody else.
    secret = person.anonymous or any(binding.anonymous for binding in named)
    if secret and named and (person.number is None or person.number not in known):
        return Clash.ANONYMOUS_JOINED
    return None


def _shared(persons: Sequence[Evidence], known: Known) -> Mapping[str, Clash]:
    """Find the persons of one call that share an entry or a subject, and anonymous ones that are not alone."""
    entries = Counter(entry for person in persons for entry in person.all)
    subjects = Counter(subject_id for person in persons for subject_id in _subject_ids(person, known))
    twice = {
        person.path: Clash.LISTED_TWICE
        for person in persons
        if any(entries[entry] > 1 for entry in person.all)
        or any(subjects[subject_id] > 1 for subject_id in _subject_ids(person, known))
    }
    if len(persons) > 1:
        return {person.path: Clash.ANONYMOUS_JOINED for person in persons if person.anonymous} | twice
    return twice


def _named(person: Evidence, known: Known) -> list[Binding]:
    strong = (person.number, person.person_id)
    return [known[entry] for entry in strong if entry is not None and entry in known]


def _subject_ids(person: Evidence, known: Known) -> Iterable[bytes]:
    return {binding.subject.subject_id for binding in _named(person, known)}


def _known_subject(person: Evidence, known: Known) -> Subject | None:
    return next((binding.subject for binding in _named(person, known)), None)


def _new_home(draw: Draw) -> tuple[bytes, int]:
    return draw.new_id(), draw.partition()


def _new_subject(draw: Draw, home: tuple[bytes, int]) -> Subject:
    home_id, partition = home
    subject_id = draw.new_id()
    while subject_id == home_id:
        subject_id = draw.new_id()
    return Subject(subject_id, home_id, partition)
