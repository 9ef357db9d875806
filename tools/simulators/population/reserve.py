"""The reserved range of NIR: well formed, with a right key, and held by nobody, ever.

A person born abroad has 99 and the country of birth at characters 6 to 10. The first digit of INSEE's country codes is
the continent: 1 Europe, 2 Asia, 3 Africa, 4 America, 5 Oceania. No code begins with 6, 7 or 8 (9 is left alone: 990 and
999 are in use for "unknown"), so a number with 99600 to 99899 names a birth in no country.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from identifiers import Nir

ORDERS: Final = 999
"""Serial numbers 001 to 999 of one country, year and month."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of country codes that do not exist, given to one user so that no two sets of people meet."""

    first_country: int
    last_country: int

    @property
    def capacity(self) -> int:
        """How many numbers differ by country and serial alone, whatever sex and birth date."""
        return (self.last_country - self.first_country + 1) * ORDERS


POPULATION: Final = Block(600, 849)
"""The streamed population: simulators and bench."""
DEMO: Final = Block(850, 889)
"""The families of the demo's scripted day, new ones at each run."""
TESTS: Final = Block(890, 899)
"""Left to tests that invent a person."""


def impossible_nir(block: Block, slot: int, *, sex: str, birth: date) -> Nir:
    """Make the number of slot `slot` (from 0, below the block's capacity) for sex "1" or "2" and a birth date.

    Raises:
        ValueError: the slot is outside the block.
    """
    if not 0 <= slot < block.capacity:
        raise ValueError(f"slot {slot} is outside the block of {block.capacity} numbers: make fewer people")
    country, order = divmod(slot, ORDERS)
    return Nir.of_body(f"{sex}{birth:%y%m}99{block.first_country + country:03d}{order + 1:03d}")


def is_impossible(nir: Nir) -> bool:
    """Say whether a number lies in the reserved range."""
    return "99600" <= nir.place <= "99899"
