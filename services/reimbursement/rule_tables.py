"""Owns the tables as the rules read them: dated parameters and the catalogue of acts, ready for lookup."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from reimbursement.dated import InForce, Parameter
from reimbursement.errors import NotEstablished
from reimbursement.vocabulary import Basket, Family, Prevention

ENGINE = 2  # raise it when the same tables would give another receipt
_DAYS_KEPT = 4_096  # about eleven years of days of care
TABLES_BEGIN = date(2012, 1, 1)  # a value with this start was in force before; the tables do not go further back


class Variant(NamedTuple):
    """Tariffs of an act for a kind of professional ("" = any) and ages in [from_age, below_age)."""

    kind: str
    from_age: int
    below_age: int
    tariffs: tuple[str, ...]


class Act(NamedTuple):
    """One billing code: its labels, its family, the parameters its base is the sum of, and its particular rules.

    A key letter ("AMS") is an act whose base is its tariff times the coefficient of the line.
    """

    code: str
    label_fr: str
    label_en: str
    tariffs: tuple[str, ...]
    variants: tuple[Variant, ...]
    below_age: int  # the code exists only below this age
    lower_sectors: bool  # sector 2 with an overrun and sector 3 have tariffs of their own for it
    own_sector_2: bool  # a code of sector 2: its tariff holds there with an overrun too
    family: Family
    prevention: Prevention = Prevention.NONE
    key_letter: bool = False
    rate: str = ""  # parameter of a rate of its own, for patients below `rate_below_age`
    rate_below_age: int = 200
    no_franchise: bool = False  # a fee or a trip that bears none
    basket: Basket = Basket.NONE
    price_limit: str = ""  # parameter: most that may be charged for one
    generic_price: str = ""  # parameter: base when a generic is refused (TFR)

    def tariffs_for(self, kind: str, age: int) -> tuple[str, ...]:
        """Return the names of the parameters whose sum is the tariff."""
        for variant in self.variants:
            if variant.kind in ("", kind) and variant.from_age <= age < variant.below_age:
                return variant.tariffs
        return self.tariffs


class DayValues(dict[str, InForce]):
    """The values in force on one day by parameter, found when first asked; none there raises NotEstablished."""

    __slots__ = ("_parameters", "day")

    def __init__(self, day: date, parameters: Mapping[str, Parameter]) -> None:
        super().__init__()
        self.day = day
        self._parameters = parameters

    def __missing__(self, parameter: str) -> InForce:
        found = self.find(parameter)
        if found is None:
            raise NotEstablished(parameter, self.day)
        return found

    def find(self, parameter: str) -> InForce | None:
        """Return the value in force, or None."""
        known = self.get(parameter)
        if known is None and parameter in self._parameters:
            known = self._parameters[parameter].at(self.day)
            if known is not None:
                self[parameter] = known
        return known


class Tables:
    """Every value the rules use. `version` is "<engine>-<12 hex of the content>"; equal versions, equal receipts."""

    __slots__ = ("_days", "acts", "parameters", "version")

    def __init__(self, parameters: Mapping[str, Parameter], acts: Mapping[str, Act], *, version: str) -> None:
        self.parameters = dict(parameters)
        self.acts = dict(acts)
        self.version = version
        self._days: dict[date, DayValues] = {}

    def on(self, day: date) -> DayValues:
        """Return the values in force on `day`; each resolved once a day of care, then remembered."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            known = self._days[day] = DayValues(day, self.parameters)
        return known

    def at(self, parameter: str, day: date) -> InForce:
        """Return the value in force on `day`; raise NotEstablished, by name, when there is none."""
        return self.on(day)[parameter]

    def find(self, parameter: str, day: date) -> InForce | None:
        """Return the value in force on `day`, or None."""
        return self.on(day).find(parameter)
