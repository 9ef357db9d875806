"""The dice of one family: everything random about it, from the seed and its index alone."""

from datetime import date, timedelta
from random import Random
from typing import Final

from tools.simulators.population.household import Person
from tools.simulators.population.names import FIRST_NAMES
from tools.simulators.population.reserve import POPULATION, impossible_nir

SLOTS_PER_FAMILY: Final = 4
"""Numbers a family may hold: two adults and two children old enough to have one."""
MAX_FAMILIES: Final = POPULATION.capacity // SLOTS_PER_FAMILY


class Draw:
    """Random choices and numbers of one family."""

    def __init__(self, seed: int, index: int, today: date) -> None:
        """Start the dice of family `index`; the same arguments give the same family on any machine."""
        if not 0 <= index < MAX_FAMILIES:
            raise ValueError(f"family {index} is beyond the reserved range: at most {MAX_FAMILIES} families")
        self.random = Random(f"{seed}:{index}")  # noqa: S311 - repeatable people, not secrets
        self.today = today
        self._prefix = f"S{seed}-F{index}"
        self._first_slot = index * SLOTS_PER_FAMILY
        self._slots = 0
        self._persons = 0

    def chance(self, percent: int) -> bool:
        """Say yes in `percent` cases of a hundred."""
        return self.random.randrange(100) < percent

    def birth(self, youngest: int, oldest: int) -> date:
        """Draw the birth date of somebody who is `youngest` to `oldest` whole years old today."""
        return self.today - timedelta(days=self.random.randint(youngest * 366, oldest * 365 + 364))

    def person(self, birth: date, *, sex: str | None = None, number: bool, rank: int = 1) -> Person:
        """Make a person; with `number`, of the reserved range as long as the family's share of it lasts."""
        sex = sex or self.random.choice("12")
        self._persons += 1
        nir = None
        if number and self._slots < SLOTS_PER_FAMILY:
            nir = impossible_nir(POPULATION, self._first_slot + self._slots, sex=sex, birth=birth)
            self._slots += 1
        name = self.random.choice(FIRST_NAMES[sex])
        return Person(f"{self._prefix}-P{self._persons}", name, birth, rank, nir)
