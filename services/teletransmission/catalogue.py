"""What intake knows of the tariff tables: which act codes exist, of which family, and where a tariff is established."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from reimbursement.model import Family, Sector
from reimbursement.rule_tables import Act, Tables
from teletransmission.practice import Practice

_LOWER_SECTORS: Final = frozenset({Sector.TWO, Sector.THREE})


class Catalogue(Protocol):
    """Act codes as intake needs them; a code is one of the tables, or several billed together ("G+MEG")."""

    def knows(self, code: str) -> bool:
        """Whether every code of "G" or "G+MEG" is in the tables."""
        ...

    def family(self, code: str) -> Family:
        """Family of a code that the tables know; of codes billed together, that of the act and not of a supplement."""
        ...

    def is_key_letter(self, code: str) -> bool:
        """Whether a code that the tables know is worth its value times a coefficient."""
        ...

    def has_tariff(self, code: str, practice: Practice, day: date) -> bool:
        """Whether the base of this code is established for such a practice on that day, at every age."""
        ...


@dataclass(frozen=True, slots=True)
class TablesCatalogue:
    """The catalogue of the dated tables."""

    tables: Tables

    def knows(self, code: str) -> bool:
        """Whether every code of "G" or "G+MEG" is in the tables."""
        known = self.tables.acts
        return code in known or all(part in known for part in code.split("+"))

    def family(self, code: str) -> Family:
        """Family of a code that the tables know; of codes billed together, that of the act and not of a supplement."""
        families = [act.family for act in self._acts(code)]
        return next((family for family in families if family is not Family.SURCHARGE), Family.SURCHARGE)

    def is_key_letter(self, code: str) -> bool:
        """Whether a code that the tables know is worth its value times a coefficient."""
        act = self.tables.acts.get(code)
        return act is not None and act.key_letter

    def has_tariff(self, code: str, practice: Practice, day: date) -> bool:
        """Whether the base of this code is established for such a practice on that day, at every age."""
        if not self.knows(code):
            return False
        acts = self._acts(code)
        if _has_lower_tariff(acts[0], practice.sector):
            return acts[0].lower_sectors
        names = (name for act in acts for name in _tariff_names(act, practice.kind.value))
        return all(self.tables.find(name, day) is not None for name in names)

    def _acts(self, code: str) -> tuple[Act, ...]:
        whole = self.tables.acts.get(code)
        return (whole,) if whole is not None else tuple(self.tables.acts[part] for part in code.split("+"))


def _has_lower_tariff(act: Act, sector: Sector) -> bool:
    """Whether the sector takes this act away from its own tariff."""
    if act.key_letter or sector not in _LOWER_SECTORS:
        return False
    return not (sector is Sector.TWO and act.own_sector_2)


def _tariff_names(act: Act, kind: str) -> set[str]:
    variants = (variant for variant in act.variants if variant.kind in ("", kind))
    return {*act.tariffs, *(name for variant in variants for name in variant.tariffs)}
