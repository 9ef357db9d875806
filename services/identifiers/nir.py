"""NIR: the number of a person, 13 characters and a key of 2 digits; NIA, the waiting number, has the same shape.

Rules: decree 82-103 article 4, INSEE's NIR schema, the validator of the insurance itself (nir-validation). The library
used for the other identifiers is not used here: it checks length and key only.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from identifiers.errors import InvalidIdentifier, Part
from identifiers.nir_parts import MONTH_DOUBTFUL, MONTH_KNOWN, require_parts
from identifiers.text import compact, require_length

PERMANENT: Final = frozenset("12")
"""First character of a permanent number: 1 man, 2 woman."""
PERMANENT_OR_WAITING: Final = frozenset("1278")
"""First character of a number that may be a waiting one: 7 man, 8 woman while the civil status is being certified."""

_BODY: Final = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{6}")
_ANONYMOUS: Final = re.compile(r"[12]555555[0-9]{8}")
_MASK: Final = "•" * 15


def nir_key(body: str) -> str:
    """Compute the key of the 13 characters of `body`, "01" to "97", by arithmetic only.

    97 minus the remainder by 97; in characters 6 and 7, 2A counts as 19 and 2B as 18. Raises InvalidIdentifier when
    `body` is not 13 digits (or Corsica's letters).
    """
    _require_shape(body)
    digits = body[:5] + body[5:7].replace("2A", "19").replace("2B", "18") + body[7:]
    return f"{97 - int(digits) % 97:02d}"


@dataclass(frozen=True, slots=True, repr=False)
class Nir:
    """A checked number of a person with its key. `str()` and `repr()` are masked; `reveal()` gives the characters."""

    _characters: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, *, sexes: frozenset[str] = PERMANENT, demo_card: bool = False) -> Self:
        """Check 13 characters and key; raise InvalidIdentifier naming the wrong part, never the value.

        `sexes` are the first characters accepted. A demonstration card may bear a month that is no month: say
        `demo_card` only when the type of the card says so.
        """
        characters = compact(text)
        require_length(characters, 15, kind="NIR")
        nir = cls.of_body(characters[:13], sexes=sexes, demo_card=demo_card)
        if nir.key != characters[13:]:
            raise InvalidIdentifier(
                "NIR",
                Part.KEY,
                reason="the key (the last two digits) does not match the thirteen characters before it",
                advice="A digit is wrong or two are swapped: read the number again, then the key",
            )
        return nir

    @classmethod
    def of_body(cls, text: str, *, sexes: frozenset[str] = PERMANENT, demo_card: bool = False) -> Self:
        """Check 13 characters given without their key, and complete them with it; raise InvalidIdentifier."""
        body = compact(text)
        require_length(body, 13, kind="NIR")
        key = nir_key(body)
        require_parts(body, sexes=sexes, any_month=demo_card)
        return cls(body + key)

    @property
    def body(self) -> str:
        """The 13 characters without the key, in clear."""
        return self._characters[:13]

    @property
    def key(self) -> str:
        """The 2 digits of the key."""
        return self._characters[13:]

    @property
    def is_waiting(self) -> bool:
        """Whether the first character is that of a waiting number."""
        return self._characters[0] not in PERMANENT

    @property
    def is_anonymous(self) -> bool:
        """Whether this is an anonymous number (1 or 2, 555555, caisse, serial): secret care, nobody's civil number."""
        return _ANONYMOUS.fullmatch(self._characters) is not None

    @property
    def month(self) -> int | None:
        """Month of birth 1 to 12, None when the register does not know it."""
        month = int(self._characters[3:5])
        return month if month in MONTH_KNOWN else None

    @property
    def is_doubtful(self) -> bool:
        """Whether the month is one that INSEE does not issue (43 to 49) and the insurance accepts all the same."""
        return int(self._characters[3:5]) in MONTH_DOUBTFUL

    @property
    def place(self) -> str:
        """Place of birth, 5 characters: department and commune, or 99 and country."""
        return self._characters[5:10]

    def reveal(self) -> str:
        """Give the 15 characters in clear: for the vault and for legal records only."""
        return self._characters

    def __str__(self) -> str:
        """Give a mask of the same length."""
        return _MASK

    def __repr__(self) -> str:
        """Give the type and the mask."""
        return f"Nir({_MASK})"


def _require_shape(body: str) -> None:
    require_length(body, 13, kind="NIR")
    if _BODY.fullmatch(body) is None:
        raise InvalidIdentifier(
            "NIR",
            Part.CHARACTER,
            reason="a character is not a digit, and only 2A and 2B at characters 6 and 7 may hold a letter",
            advice="Type digits only; for a birth in Corsica write 2A or 2B at characters 6 and 7",
        )
