"""The written rule by which traits read from a document compare with those known: same, close or different. Pure.

Names: without diacritics, ligatures opened, hyphens, apostrophes and particles' spaces as one space, upper case.
Birth name: equal is SAME; one letter changed in six or more, or one name being the beginning of a composed other, is
CLOSE. Given names: the first given name decides; others may be missing on either side. Birth date: a lunar date (month
or day that no calendar knows) is SAME with any date of the same known parts, CLOSE when the year alone can be compared.
Birth place: born abroad (99 and a country) compares by country; an unknown commune of the same department is CLOSE.
Sex: equal or not.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import zip_longest
from typing import Final

from identity.facts import Facts, Traits

_LIGATURES: Final = str.maketrans({"Œ": "OE", "Æ": "AE", "ß": "SS", "Ø": "O", "Đ": "D", "Ł": "L"})
_SEPARATORS: Final = re.compile(r"[^A-Z]+")
_LONG_ENOUGH: Final = 6
_MONTHS: Final = range(1, 13)
_DAYS: Final = range(1, 32)
_ABROAD: Final = "99"
_UNKNOWN_COMMUNE: Final = "990"


class Verdict(IntEnum):
    """How one trait compares; the numbers of the wire."""

    UNKNOWN = 0
    SAME = 1
    CLOSE = 2
    DIFFERS = 3


def compare(known: Facts, read: Traits, birth_date: str) -> Mapping[str, Verdict]:
    """The verdict on each trait, by name; UNKNOWN where one side says nothing."""
    return {
        "birth_name": _birth_name(known.traits.birth_name, read.birth_name),
        "given_names": _given_names(known.traits.given_names, read.given_names),
        "birth_date": _birth_date(known.birth_date, birth_date),
        "sex": _exactly(known.traits.sex, read.sex),
        "birth_place": _birth_place(known.traits.birth_place, read.birth_place),
    }


def plain(name: str) -> str:
    """A name as it is compared: A to Z and single spaces."""
    opened = name.upper().translate(_LIGATURES)
    letters = "".join(c for c in unicodedata.normalize("NFD", opened) if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", letters).strip()


def _birth_name(known: str, read: str) -> Verdict:
    one, other = plain(known), plain(read)
    if not one or not other:
        return Verdict.UNKNOWN
    # D'ARTAGNAN, D ARTAGNAN and DARTAGNAN are one name; so are LE GALL and LEGALL.
    if one.replace(" ", "") == other.replace(" ", ""):
        return Verdict.SAME
    composed = set(one.split()) < set(other.split()) or set(other.split()) < set(one.split())
    return Verdict.CLOSE if composed or _one_letter_apart(one, other) else Verdict.DIFFERS


def _given_names(known: Sequence[str], read: Sequence[str]) -> Verdict:
    one, other = _names(known), _names(read)
    if not one or not other:
        return Verdict.UNKNOWN
    if _first_is_same(one, other):
        return Verdict.SAME
    if one[0] in other or other[0] in one or _one_letter_apart(one[0], other[0]):
        return Verdict.CLOSE
    return Verdict.DIFFERS


def _names(names: Sequence[str]) -> list[str]:
    return [name for name in (plain(name) for name in names) if name]


def _first_is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the first given names are one: JEAN-PIERRE may be written as one name or as two."""
    words, others = " ".join(one).split(), " ".join(other).split()
    shortest = max(len(one[0].split()), len(other[0].split()))
    return words[:shortest] == others[:shortest] or one[0] == other[0]


def _birth_date(known: str, read: str) -> Verdict:
    if not known or not read:
        return Verdict.UNKNOWN
    if known == read:
        return Verdict.SAME
    one, other = known.split("-"), read.split("-")
    if one[0] != other[0]:
        return Verdict.DIFFERS
    pairs = ((one[1], other[1], _MONTHS), (one[2], other[2], _DAYS))
    comparable = [(a, b) for a, b, calendar in pairs if int(a) in calendar and int(b) in calendar]
    if any(a != b for a, b in comparable):
        return Verdict.DIFFERS
    return Verdict.SAME if comparable else Verdict.CLOSE


def _birth_place(known: str, read: str) -> Verdict:
    if not known or not read:
        return Verdict.UNKNOWN
    if known == read:
        return Verdict.SAME
    abroad = known.startswith(_ABROAD), read.startswith(_ABROAD)
    if all(abroad):
        # 99999 is a country that the register does not know.
        return Verdict.CLOSE if "99999" in (known, read) else Verdict.DIFFERS
    department = known[:2] == read[:2] and _UNKNOWN_COMMUNE in (known[2:], read[2:])
    return Verdict.CLOSE if department else Verdict.DIFFERS


def _exactly(known: str, read: str) -> Verdict:
    if not known or not read:
        return Verdict.UNKNOWN
    return Verdict.SAME if known == read else Verdict.DIFFERS


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter was changed, added, left out, or two neighbours swapped, in a name that is not short."""
    if min(len(one), len(other)) < _LONG_ENOUGH or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1  # noqa: PLR2004 - two letters
        return len(apart) == 1 or (swapped and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]])
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip_longest(short, long)) if a != b), len(short))
    return short == long[:at] + long[at + 1 :]
