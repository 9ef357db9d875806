"""What intake knows of the tariff tables: which act codes exist, and where a tariff is established."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from reimbursement.model import Sector
from reimbursement.rule_tables import Act, Tables
from teletransmission.practice import Practice

_CCAM: Final = re.compile(r"[A-Z]{4}[0-9]{3}")
_LOWER_SECTORS: Final = frozenset({Sector.TWO, Sector.THREE})


class Catalogue(Protocol):
    """Act codes as intake needs them."""

    def knows(self, code: str) -> bool:
        """Whether every code of "G" or "G+MEG" is in the tables."""
        ...

    def has_tariff(self, code: str, practice: Practice, day: date) -> bool:
        """Whether the base of this code is established for such a practice on that day, at every age."""
        ...


def is_technical_act(code: str) -> bool:
    """Whether this has the shape of a CCAM code: four letters, three digits. Their catalogue is not built yet."""
    return _CCAM.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class TablesCatalogue:
    """The catalogue of the dated tables."""

    tables: Tables

    def knows(self, code: str) -> bool:
        """Whether every code of "G" or "G+MEG" is in the tables."""
        known = self.tables.acts
        return code in known or all(part in known for part in code.split("+"))

    def has_tariff(self, code: str, practice: Practice, day: date) -> bool:
        """Whether the base of this code is established for such a practice on that day, at every age."""
        if not self.knows(code):
            return False
        acts = self._acts(code)
        if practice.sector in _LOWER_SECTORS:
            return acts[0].lower_sectors
        names = (name for act in acts for name in _tariff_names(act, practice.kind.value))
        return all(self.tables.find(name, day) is not None for name in names)

    def _acts(self, code: str) -> tuple[Act, ...]:
        whole = self.tables.acts.get(code)
        return (whole,) if whole is not None else tuple(self.tables.acts[part] for part in code.split("+"))


def _tariff_names(act: Act, kind: str) -> set[str]:
    variants = (variant for variant in act.variants if variant.kind in ("", kind))
    return {*act.tariffs, *(name for variant in variants for name in variant.tariffs)}
