"""Synthetic practices: what their token says of them. Their RPPS numbers begin with 9, real ones with 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stdnum import luhn

from identifiers import Rpps
from tools.simulators.population.cover import PARIS, REUNION


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice: `specialty` by the names of the rules, sector "1", "2" or none, `place` an IANA zone.

    `trade` is what it bills, where the specialty does not say: a hospital is "other" to the rules.
    """

    practice_id: str
    specialty: str
    sector: str = "1"
    optam: bool = False
    place: str = PARIS
    trade: str = ""

    @property
    def bills(self) -> str:
        """The trade whose bills it writes."""
        return self.trade or self.specialty

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
_TRADES: Final[tuple[tuple[str, str, str, int], ...]] = (
    # trade, specialty, sector, how many
    ("pharmacist", "pharmacist", "", 9),
    ("biologist", "biologist", "", 3),
    ("nurse", "nurse", "", 3),
    ("physiotherapist", "physiotherapist", "", 3),
    ("dentist", "dentist", "", 3),
    ("midwife", "midwife", "", 1),
    ("speech_therapist", "speech_therapist", "", 1),
    ("psychologist", "psychologist", "", 1),
    ("optician", "optician", "", 2),
    ("audiologist", "audiologist", "", 1),
    ("supplier", "other", "", 1),
    ("transporter", "transporter", "", 2),
    ("stomatologist", "stomatologist", "1", 1),
    ("hospital", "other", "", 2),
    ("emergency", "gp", "1", 1),
    ("pathologist", "specialist", "1", 1),
    ("spa", "other", "", 1),
    ("spa_doctor", "gp", "1", 1),
)


def practices() -> tuple[Practice, ...]:
    """Give the practices of the simulator; the same ones at every call."""
    kinds = [(*kind[:4], "") for kind in _KINDS for _ in range(kind[4])]
    kinds += [
        (specialty, sector, False, PARIS, trade) for trade, specialty, sector, many in _TRADES for _ in range(many)
    ]
    return tuple(Practice(practice_id(number), *kind) for number, kind in enumerate(kinds, start=1))
