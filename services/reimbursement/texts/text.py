"""Owns what a code needs to be read: both sentences, how its values are written, and the rule it rests on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from reimbursement.writing import Language, Writer

_NONE: Mapping[str, tuple[Writer, ...]] = MappingProxyType({})


class Text(NamedTuple):
    """The words of a code: {0}, {1}... are its values; {effect}, {signed} and {since} are known to every sentence."""

    fr: str
    en: str
    writers: tuple[Writer, ...] = ()  # one for each value of the reason, in its order
    rests_on: str = ""  # parameter whose source explains a reason that comes from no value of its own
    instead: Mapping[str, tuple[Writer, ...]] = _NONE  # by parameter: the writers that take the place of the usual ones

    def said(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.fr if language == "fr" else self.en
