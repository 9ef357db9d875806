"""FINESS: number of an establishment, 9 characters, Luhn; Corsica writes 2A or 2B first."""

import re
from dataclasses import dataclass
from typing import Self

from identifiers.errors import InvalidIdentifier, Part
from identifiers.luhn import require_luhn
from identifiers.text import compact, require_length

_SHAPE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_CORSICA = str.maketrans("AB", "12")


@dataclass(frozen=True, slots=True)
class Finess:
    """A checked FINESS number, 9 characters; public, so `str()` gives it. Build with `parse`."""

    number: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check `text` (spaces and lower case allowed); raise InvalidIdentifier on length, character or key."""
        number = compact(text)
        require_length(number, 9, kind="FINESS")
        if _SHAPE.fullmatch(number) is None:
            raise InvalidIdentifier(
                "FINESS",
                Part.CHARACTER,
                reason="a character is not a digit, and only 2A and 2B at the beginning may hold a letter",
                advice="Compare the number with the establishment's entry in the FINESS directory",
            )
        require_luhn(number.translate(_CORSICA), kind="FINESS")
        return cls(number)

    @property
    def b2(self) -> str:
        """The number as B2 records write it, digits only: 2A00 becomes 2001, 2B00 becomes 2002.

        Raises InvalidIdentifier for a Corsican number whose third and fourth characters are not 00: B2 has no room
        for them (ATIH reads only the 00 numbers, which are all that are issued).
        """
        if self.number.isdigit():
            return self.number
        if self.number[2:4] != "00":
            raise InvalidIdentifier(
                "FINESS",
                Part.PLACE,
                reason="this Corsican number has no B2 form, its third and fourth characters are not 00",
                advice="Bill with the number of the legal entity",
            )
        return "200" + self.number[1].translate(_CORSICA) + self.number[4:]

    def __str__(self) -> str:
        """Give the 9 characters."""
        return self.number
