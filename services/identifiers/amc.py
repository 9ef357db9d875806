"""AMC number: a complementary insurer as cards and invoices name it, 8 digits, no public check digit."""

from dataclasses import dataclass
from typing import Self

from identifiers.text import compact, require_digits, require_length


@dataclass(frozen=True, slots=True)
class AmcNumber:
    """A checked AMC number: department (2 digits) and order (6); public, so `str()` gives it. Build with `parse`."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check `text` (spaces allowed); raise InvalidIdentifier when length or characters are wrong."""
        digits = compact(text)
        require_length(digits, 8, kind="AMC number")
        require_digits(digits, kind="AMC number")
        return cls(digits)

    def __str__(self) -> str:
        """Give the 8 digits."""
        return self.digits
