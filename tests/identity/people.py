"""People made up for the tests: 99890 is a country that does not exist, so their numbers are nobody's."""

from identifiers import Nir
from identifiers.nir import PERMANENT_OR_WAITING
from identity.model import Person

PEPPER = bytes(range(32))
AES_KEY = bytes(range(32, 64))


def number(order: int, *, sex: int = 2) -> Nir:
    """Make the number of the person `order` (1 to 999); sex 7 or 8 makes a waiting number."""
    return Nir.of_body(f"{sex}840599890{order:03d}", sexes=PERMANENT_OR_WAITING)


ANONYMOUS = Nir.of_body("2555555989042")


def person(name: str, nir: Nir | None = None, *, born: str = "1984-05-17", rank: int = 1, path: str = "") -> Person:
    """Make a person whose scheme identifier and first name derive from `name`."""
    return Person(path or name, f"id-{name}", nir, born, rank, name.capitalize())


def family(order: int, *children: Person) -> list[Person]:
    """Make an opener with the number `order`, and their children as given."""
    return [person(f"opener{order}", number(order), path="opener"), *children]


def child(name: str, nir: Nir | None = None, *, rank: int = 1, born: str = "2015-02-31") -> Person:
    """Make a child, born on a lunar date unless said otherwise."""
    return person(name, nir, born=born, rank=rank)
