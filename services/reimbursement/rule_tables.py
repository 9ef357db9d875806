"""Owns the tables as the rules read them: dated parameters and the catalogue of acts, ready for lookup."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from reimbursement.dated import InForce, Parameter
from reimbursement.errors import NotEstablished

ENGINE = 1  # raise it when the same tables would give another receipt
TABLES_BEGIN = date(2012, 1, 1)  # a value with this start was in force before; the tables do not go further back


class Variant(NamedTuple):
    """Tariffs of an act for a kind of professional ("" = any) and ages in [from_age, below_age)."""

    kind: str
    from_age: int
    below_age: int
    tariffs: tuple[str, ...]


class Act(NamedTuple):
    """One billing code: its labels, the parameters its base is the sum of, and its particular rules."""

    code: str
    label_fr: str
    label_en: str
    tariffs: tuple[str, ...]
    variants: tuple[Variant, ...]
    below_age: int  # the code exists only below this age
    lower_sectors: bool  # sector 2 with an overrun and sector 3 have tariffs of their own for it
    compulsory_exam: bool

    def tariffs_for(self, kind: str, age: int) -> tuple[str, ...]:
        """Return the names of the parameters whose sum is the tariff."""
        for variant in self.variants:
            if variant.kind in ("", kind) and variant.from_age <= age < variant.below_age:
                return variant.tariffs
        return self.tariffs


class Tables:
    """Every value the rules use. `version` is "<engine>-<12 hex of the content>"; equal versions, equal receipts."""

    __slots__ = ("acts", "parameters", "version")

    def __init__(self, parameters: Mapping[str, Parameter], acts: Mapping[str, Act], *, version: str) -> None:
        self.parameters = dict(parameters)
        self.acts = dict(acts)
        self.version = version

    def at(self, parameter: str, day: date) -> InForce:
        """Return the value in force on `day`; raise NotEstablished, by name, when there is none."""
        found = self.find(parameter, day)
        if found is None:
            raise NotEstablished(parameter, day)
        return found

    def find(self, parameter: str, day: date) -> InForce | None:
        """Return the value in force on `day`, or None."""
        known = self.parameters.get(parameter)
        return None if known is None else known.at(day)
