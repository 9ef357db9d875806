"""Who plays: a family of three homes (Paris, Strasbourg, Réunion), invented anew for each run."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tools.simulators.population import Card, Civil, Contract, Days, Exempted, Family, FamilyKind, Member, Person
from tools.simulators.population.cover import PARIS, newborn_exemption
from tools.simulators.population.guarantees import C2S
from tools.simulators.population.reserve import DEMO, impossible_nir
from vitale.rights.v1.rights_pb2 import (
    EXEMPTION_KIND_ALD,
    EXEMPTION_KIND_C2S,
    QUALITY_CHILD,
    QUALITY_INSURED,
)

SLOTS: Final = 8
"""Numbers that one run may use."""
RUNS: Final = DEMO.capacity // SLOTS
"""How many runs differ in their numbers."""
_SINCE: Final = date(2020, 1, 1)
_JULY: Final = 7
_SEXES: Final = {"1": "M", "2": "F"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The family of one run: cards by the name of their opener, persons by name."""

    run: int
    cards: dict[str, Card]

    @property
    def people(self) -> dict[str, Person]:
        """Everybody, by name in lower case without accents."""
        return {_name(member.person): member.person for card in self.cards.values() for member in card.members}

    @property
    def family(self) -> Family:
        """The cast as one family, for simulators."""
        return Family(self.run, FamilyKind.TWO_HOMES, PARIS, tuple(self.cards.values()))

    def member(self, card: str, person: str) -> Member:
        """Find a person on a card; KeyError names who is not there."""
        for member in self.cards[card].members:
            if _name(member.person) == person:
                return member
        raise KeyError(f"{person} is not on the card of {card}")


def cast(run: int, today: date) -> Cast:
    """Invent the family of a run as it is on `today` (day in Paris)."""
    make = _Maker(run, today)
    ines = make.person("Inès Dubois", "2", _eighteen_years_before(today), slot=2)
    leo = make.person("Léo Dubois", "1", make.aged(4), slot=None)
    noe = make.person("Noé Martin", "1", today - timedelta(days=10), slot=None)
    camille = make.person("Camille Martin", "2", make.aged(38), slot=0)
    julien = make.person("Julien Dubois", "1", make.aged(41), slot=1)
    maelle = make.person("Maëlle Hoarau", "2", make.aged(67), slot=3)
    ald = (Exempted(EXEMPTION_KIND_ALD, Days(_SINCE)),)
    mothers = (_child(ines, "base"), _child(leo, "base"), _child(noe, "base", newborn_exemption(noe.birth_date)))
    fathers = (_child(ines, "comfort"), _child(leo, "comfort"))
    c2s = (Exempted(EXEMPTION_KIND_C2S, Days(_SINCE)),)
    return Cast(
        run,
        {
            "camille": Card("01", Days(_SINCE), _insured(camille, "base"), mothers),
            "julien": Card("01", Days(_SINCE), _insured(julien, "comfort", ald), fathers, alsace_moselle=True),
            "maelle": Card("91", Days(_SINCE), _insured(maelle, C2S, c2s)),
        },
    )


class _Maker:
    def __init__(self, run: int, today: date) -> None:
        self._run, self._today = run, today

    def aged(self, years: int) -> date:
        """A birth date far from the birthday, so that the age holds when the day ends during the play."""
        second_half = self._today.month >= _JULY
        return date(self._today.year - years, 1, 2) if second_half else date(self._today.year - years - 1, 12, 31)

    def person(self, name: str, sex: str, birth: date, *, slot: int | None) -> Person:
        first_name, birth_name = name.split(" ")
        nir = None
        if slot is not None:
            nir = impossible_nir(DEMO, (self._run % RUNS) * SLOTS + slot, sex=sex, birth=birth)
        civil = Civil(birth_name.upper(), (first_name,), _SEXES[sex])
        return Person(f"DEMO-{self._run}-{_plain(first_name)}", first_name, birth, 1, nir, civil)


def _eighteen_years_before(today: date) -> date:
    """On a leap day: the day before, so that 18 is reached in any case."""
    day = today if (today.month, today.day) != (2, 29) else today - timedelta(days=1)
    return day.replace(year=day.year - 18)


def _insured(person: Person, table: str, exemptions: tuple[Exempted, ...] = ()) -> Member:
    days = Days(_SINCE)
    return Member(person, QUALITY_INSURED, days, exemptions, (Contract(table, days),))


def _child(person: Person, table: str, exemptions: tuple[Exempted, ...] = ()) -> Member:
    days = Days(max(_SINCE, person.birth_date))
    return Member(person, QUALITY_CHILD, days, exemptions, (Contract(table, days),))


def _name(person: Person) -> str:
    return _plain(person.first_name)


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("éèëï", "eeei"))
