"""Families as a stream: each is made from the seed and its index alone, so any of them can be made again by itself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from tools.simulators.population.cover import (
    Home,
    adult_exemptions,
    card,
    home,
    maternity_exemption,
    member,
    newborn_exemption,
)
from tools.simulators.population.draw import Draw
from tools.simulators.population.household import Card, Family, FamilyKind, Member, Person
from vitale.rights.v1.rights_pb2 import QUALITY_CHILD, QUALITY_INSURED

_OLD_ENOUGH_FOR_A_NUMBER: Final = 6
_KINDS: Final[Mapping[FamilyKind, int]] = {
    FamilyKind.ALONE: 30,
    FamilyKind.COUPLE: 22,
    FamilyKind.COUPLE_WITH_CHILDREN: 26,
    FamilyKind.ONE_PARENT: 7,
    FamilyKind.TWO_HOMES: 10,
    FamilyKind.NEWBORN: 3,
    FamilyKind.COMING_OF_AGE: 2,
}


def families(seed: int, count: int, *, today: date) -> Iterator[Family]:
    """Stream `count` families as they are on `today`; 50,000 take a few seconds and no memory."""
    return (family(seed, index, today=today) for index in range(count))


def family(seed: int, index: int, *, today: date, kind: FamilyKind | None = None) -> Family:
    """Make family `index` of a seed; `kind` asks for one way of living instead of drawing it."""
    draw = Draw(seed, index, today)
    drawn = draw.random.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    kind = kind or drawn
    first = home(draw)
    return Family(index, kind, first.zone, _COMPOSE[kind](draw, first))


def _adult(draw: Draw, youngest: int, oldest: int, *, sex: str | None = None) -> Person:
    return draw.person(draw.birth(youngest, oldest), sex=sex, number=True)


def _insured(draw: Draw, where: Home, person: Person) -> Member:
    return member(where, person, QUALITY_INSURED, exemptions=adult_exemptions(draw, person))


def _children(draw: Draw) -> tuple[Person, ...]:
    # A set: two of one birth date would be twins, and need a rank
    births = {draw.birth(0, 16) for _ in range(draw.random.choices((1, 2, 3), (45, 40, 15))[0])}
    born_with_number = draw.today - timedelta(days=366 * _OLD_ENOUGH_FOR_A_NUMBER)
    return tuple(draw.person(birth, number=birth < born_with_number) for birth in sorted(births))


def _on_card(where: Home, children: tuple[Person, ...]) -> tuple[Member, ...]:
    return tuple(member(where, child, QUALITY_CHILD) for child in children)


def _alone(draw: Draw, where: Home) -> tuple[Card, ...]:
    return (card(where, _insured(draw, where, _adult(draw, 19, 90))),)


def _couple(draw: Draw, where: Home) -> tuple[Card, ...]:
    adults = (_adult(draw, 25, 88), _adult(draw, 25, 88))
    return tuple(card(where, _insured(draw, where, adult)) for adult in adults)


def _couple_with_children(draw: Draw, where: Home) -> tuple[Card, ...]:
    parents = (_adult(draw, 26, 52), _adult(draw, 26, 52))
    children = _on_card(where, _children(draw))
    both = draw.chance(60)
    first, second = (_insured(draw, where, parent) for parent in parents)
    return (card(where, first, children), card(where, second, children if both else ()))


def _one_parent(draw: Draw, where: Home) -> tuple[Card, ...]:
    return (card(where, _insured(draw, where, _adult(draw, 22, 52)), _on_card(where, _children(draw))),)


def _two_homes(draw: Draw, where: Home) -> tuple[Card, ...]:
    """Make separated parents: each has a scheme and a contract, and the children are on both cards."""
    parents, children = (_adult(draw, 26, 52), _adult(draw, 26, 52)), _children(draw)
    homes = (where, home(draw))
    return tuple(
        card(place, _insured(draw, place, parent), _on_card(place, children))
        for place, parent in zip(homes, parents, strict=True)
    )


def _newborn(draw: Draw, where: Home) -> tuple[Card, ...]:
    """Make a mother and a child, or twins, of at most three weeks: no number of their own yet."""
    birth = draw.today - timedelta(days=draw.random.randint(0, 21))
    mother = member(where, _adult(draw, 20, 42, sex="2"), QUALITY_INSURED, exemptions=maternity_exemption(birth))
    count = 2 if draw.chance(3) else 1
    babies = (draw.person(birth, number=False, rank=rank) for rank in range(1, count + 1))
    exempted = newborn_exemption(birth)
    return (card(where, mother, tuple(member(where, b, QUALITY_CHILD, exemptions=exempted) for b in babies)),)


def _coming_of_age(draw: Draw, where: Home) -> tuple[Card, ...]:
    """Make parents and a child who turns 18 today, or tomorrow."""
    day = draw.today + timedelta(days=draw.random.randrange(2))
    if (day.month, day.day) == (2, 29):  # nobody who turns 18 that day was born on it: 18 years before is no leap year
        day += timedelta(days=1)
    child = draw.person(day.replace(year=day.year - 18), number=True)
    parents = (_adult(draw, 36, 56), _adult(draw, 36, 56))
    children = _on_card(where, (child,))
    return tuple(card(where, _insured(draw, where, parent), children) for parent in parents)


_COMPOSE: Final[Mapping[FamilyKind, Callable[[Draw, Home], tuple[Card, ...]]]] = {
    FamilyKind.ALONE: _alone,
    FamilyKind.COUPLE: _couple,
    FamilyKind.COUPLE_WITH_CHILDREN: _couple_with_children,
    FamilyKind.ONE_PARENT: _one_parent,
    FamilyKind.TWO_HOMES: _two_homes,
    FamilyKind.NEWBORN: _newborn,
    FamilyKind.COMING_OF_AGE: _coming_of_age,
}
