"""Synthetic practices: what their token says of them. Their RPPS numbers begin with 9, real ones with 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stdnum import luhn

from identifiers import Rpps
from tools.simulators.population.cover import PARIS, REUNION


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice: `specialty` by the names of the rules, sector "1" or "2", `place` an IANA zone."""

    practice_id: str
    specialty: str
    sector: str = "1"
    optam: bool = False
    place: str = PARIS

    @property
    def may_overcharge(self) -> bool:
        """Whether its prices are free."""
        return self.sector == "2"

    @property
    def attributes(self) -> Mapping[str, str]:
        """What its token says of it."""
        return {
            "practice_id": self.practice_id,
            "specialty": self.specialty,
            "sector": self.sector,
            "optam": "true" if self.optam else "false",
            "place": self.place,
        }


def practice_id(number: int) -> str:
    """Give the identifier of practice `number` (0 to 999,999,999): "RPPS:" and 11 digits with their key."""
    body = f"9{number:09d}"
    return f"RPPS:{Rpps.parse(body + luhn.calc_check_digit(body))}"


_KINDS: Final[tuple[tuple[str, str, bool, str, int], ...]] = (
    # specialty, sector, OPTAM, place, how many
    ("gp", "1", False, PARIS, 12),
    ("gp", "2", False, PARIS, 1),
    ("gp", "1", False, REUNION, 1),
    ("specialist", "1", False, PARIS, 3),
    ("specialist", "2", True, PARIS, 2),
    ("specialist", "2", False, PARIS, 1),
    ("paediatrician", "1", False, PARIS, 2),
    ("gynaecologist", "1", False, PARIS, 1),
    ("psychiatrist", "1", False, PARIS, 1),
    ("radiologist", "1", False, PARIS, 2),
)


def practices() -> tuple[Practice, ...]:
    """Give the practices of the simulator; the same ones at every call."""
    kinds = [kind[:4] for kind in _KINDS for _ in range(kind[4])]
    return tuple(
        Practice(practice_id(number), specialty, sector, optam, place)
        for number, (specialty, sector, optam, place) in enumerate(kinds, start=1)
    )
