"""What a family is made of: persons, what they are to whose card, what covers them, and when."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from identifiers import Nir
from vitale.rights.v1.rights_pb2 import ExemptionKind, Quality


@dataclass(frozen=True, slots=True)
class Days:
    """Days from first to last, both included; last None means no end is known."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic person. `repr` shows the scheme's identifier alone."""

    person_id: str
    first_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    birth_rank: int = field(default=1, repr=False)
    nir: Nir | None = field(default=None, repr=False)
    civil: "Civil | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Civil:
    """What an identity document says beside the birth date; `sex` is M or F. Synthetic, as everything here."""

    birth_name: str = field(repr=False)
    given_names: tuple[str, ...] = field(repr=False)
    sex: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contract:
    """A complementary contract by the name of its guarantee table in the catalogue."""

    table: str
    days: Days
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Exempted:
    """One exemption of a person."""

    kind: ExemptionKind.ValueType
    days: Days


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a card."""

    person: Person
    quality: Quality.ValueType
    days: Days
    exemptions: tuple[Exempted, ...] = ()
    contracts: tuple[Contract, ...] = ()
    treating_doctor: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One opener of rights and everybody on their card: what one PutRights sends."""

    regime: str
    amo: Days
    opener: Member
    others: tuple[Member, ...] = ()
    alsace_moselle: bool = False

    @property
    def opener_nir(self) -> Nir:
        """The number that claims of this card bear.

        Raises:
            ValueError: the opener has none; such a card cannot be billed.
        """
        if self.opener.person.nir is None:
            raise ValueError(f"the opener {self.opener.person.person_id} has no number: give an opener of rights a NIR")
        return self.opener.person.nir

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody on the card, the opener first."""
        return (self.opener, *self.others)


class FamilyKind(StrEnum):
    """How people live together."""

    ALONE = "alone"
    COUPLE = "couple"
    COUPLE_WITH_CHILDREN = "couple_with_children"
    ONE_PARENT = "one_parent"
    TWO_HOMES = "two_homes"
    NEWBORN = "newborn"
    COMING_OF_AGE = "coming_of_age"


@dataclass(frozen=True, slots=True)
class Family:
    """A family: its cards, one for each adult, and the time zone of its place."""

    index: int
    kind: FamilyKind
    zone: str
    cards: tuple[Card, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody once, in order of appearance."""
        return tuple(
            {member.person.person_id: member.person for card in self.cards for member in card.members}.values()
        )
