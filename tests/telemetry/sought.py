"""Looks for what belongs to a person in everything that left the processes, in every form it may have taken."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus

from tests.identity.canary import forms as encoded

_SEPARATORS: Final = (" ", ".", "-", "\u00a0", "\u202f", "_", "/")
_GROUPS: Final = (1, 2, 2, 2, 3, 3, 2)


@dataclass(frozen=True, slots=True)
class Canary:
    """A text that belongs to somebody, and the ways people write it. `what` names it without telling it."""

    what: str
    writings: tuple[str, ...]

    def needles(self) -> frozenset[bytes]:
        """Every writing in every encoding."""
        return frozenset(form for writing in self.writings for form in _forms(writing))


def number(what: str, nir: str) -> Canary:
    """A NIR of 15 characters, with and without its key, in one run or in groups."""
    groups = list(_grouped(nir))
    spaced = [separator.join(part) for separator in _SEPARATORS for part in (groups, groups[:-1])]
    return Canary(what, (nir[:-2], *spaced))


def name(what: str, text: str) -> Canary:
    """A name, as it is and in the capitals and small letters that systems turn names into."""
    return Canary(what, (text, text.upper(), text.lower(), text.title()))


def day(what: str, iso: str) -> Canary:
    """A birth date, the way machines write it and the ways people do."""
    year, month, date = iso.split("-")
    return Canary(what, (iso, *(separator.join((date, month, year)) for separator in "/-. ")))


def code(what: str, text: str) -> Canary:
    """A code of an act, a reference, an address: as it is and in small letters."""
    return Canary(what, (text, text.lower()))


def found(places: Iterable[tuple[str, bytes]], canaries: Iterable[Canary]) -> list[tuple[str, str]]:
    """(place, what) of everything seen, once each; never the text itself."""
    sought = [(canary.what, canary.needles()) for canary in canaries]
    seen = [
        (place, what)
        for place, content in places
        for what, needles in sought
        if any(needle in content for needle in needles)
    ]
    return list(dict.fromkeys(seen))


def _grouped(nir: str) -> Iterator[str]:
    at = 0
    for length in _GROUPS:
        yield nir[at : at + length]
        at += length


def _forms(writing: str) -> Iterator[bytes]:
    yield from encoded(writing)
    yield quote(writing, safe="").encode()
    yield quote_plus(writing).encode()
    yield json.dumps(writing)[1:-1].encode()  # without accents
    yield writing.encode("unicode_escape")  # the repr of a text
    yield writing.encode().decode("latin-1").encode("unicode_escape")  # the repr of bytes
