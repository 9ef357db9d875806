"""What the way from B2 to a claim must know of act codes."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from teletransmission.catalogue import Catalogue
from teletransmission.practice import Practice


class Acts(Protocol):
    """Act codes as the contract distinguishes them."""

    def is_key_letter(self, code: str) -> bool:
        """Whether the code is worth its value times a coefficient."""
        ...

    def states_base(self, code: str, day: date) -> bool:
        """Whether a claim states the base of this code itself, because no tariff of it is established."""
        ...

    def names_family(self, code: str) -> bool:
        """Whether a claim names the family of this code itself, because no table holds it."""
        ...


@dataclass(frozen=True, slots=True)
class TariffActs:
    """Act codes by the tables, for one practice."""

    catalogue: Catalogue
    practice: Practice

    def is_key_letter(self, code: str) -> bool:
        """Whether the code is worth its value times a coefficient."""
        return self.catalogue.is_key_letter(code)

    def states_base(self, code: str, day: date) -> bool:
        """Whether a claim states the base of this code itself."""
        return not self.catalogue.has_tariff(code, self.practice, day)

    def names_family(self, code: str) -> bool:
        """Whether a claim names the family of this code itself."""
        return not self.catalogue.knows(code)
