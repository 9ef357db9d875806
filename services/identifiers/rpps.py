"""RPPS: number of a health professional in the shared directory, 11 digits, Luhn."""

from dataclasses import dataclass
from typing import Self

from identifiers.luhn import require_luhn
from identifiers.text import compact, require_digits, require_length


@dataclass(frozen=True, slots=True)
class Rpps:
    """A checked RPPS number, 11 digits; public, so `str()` gives it. Build with `parse`."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check `text` (spaces allowed); raise InvalidIdentifier when length, characters or key are wrong."""
        digits = compact(text)
        require_length(digits, 11, kind="RPPS")
        require_digits(digits, kind="RPPS")
        require_luhn(digits, kind="RPPS")
        return cls(digits)

    def __str__(self) -> str:
        """Give the 11 digits."""
        return self.digits
