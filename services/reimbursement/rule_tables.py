"""Owns the tables as the rules read them: dated parameters and the catalogue of acts, ready for lookup."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from reimbursement.dated import InForce, Parameter
from reimbursement.errors import NotEstablished

ENGINE = 1  # raise it when the same tables would give another receipt
_DAYS_KEPT = 4_096  # about eleven years of days of care
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
    own_sector_2: bool  # a code of sector 2: its tariff holds there with an overrun too
    compulsory_exam: bool

    def tariffs_for(self, kind: str, age: int) -> tuple[str, ...]:
        """Return the names of the parameters whose sum is the tariff."""
        for variant in self.variants:
            if variant.kind in ("", kind) and variant.from_age <= age < variant.below_age:
                return variant.tariffs
        return self.tariffs


class DayValues(dict[str, InForce]):
    """The values in force on one day by parameter; asking for another raises NotEstablished by name."""

    __slots__ = ("day",)

    def __init__(self, day: date, values: Mapping[str, InForce]) -> None:
        super().__init__(values)
        self.day = day

    def __missing__(self, parameter: str) -> InForce:
        raise NotEstablished(parameter, self.day)


class Tables:
    """Every value the rules use. `version` is "<engine>-<12 hex of the content>"; equal versions, equal receipts."""

    __slots__ = ("_days", "acts", "parameters", "version")

    def __init__(self, parameters: Mapping[str, Parameter], acts: Mapping[str, Act], *, version: str) -> None:
        self.parameters = dict(parameters)
        self.acts = dict(acts)
        self.version = version
        self._days: dict[date, DayValues] = {}

    def on(self, day: date) -> DayValues:
        """Return every value in force on `day`; resolved once a day of care, then remembered."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            known = self._days[day] = DayValues(day, self._resolve(day))
        return known

    def at(self, parameter: str, day: date) -> InForce:
        """Return the value in force on `day`; raise NotEstablished, by name, when there is none."""
        return self.on(day)[parameter]

    def find(self, parameter: str, day: date) -> InForce | None:
        """Return the value in force on `day`, or None."""
        return self.on(day).get(parameter)

    def _resolve(self, day: date) -> dict[str, InForce]:
        found = ((name, parameter.at(day)) for name, parameter in self.parameters.items())
        return {name: value for name, value in found if value is not None}
