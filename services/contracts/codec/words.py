"""From a word of a message to the word of the rules, or an error that names the field."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from reimbursement.errors import InvalidCare

_T = TypeVar("_T")
_W = TypeVar("_W", bound=StrEnum)

_ADVICE = "use one of the words of the rules"


def words_of(vocabulary: type[_W], *, unset: _W | None = None) -> Mapping[str, _W]:
    """Every word of a closed list by its text; `unset` is what an empty text means."""
    known = {word.value: word for word in vocabulary}
    return known if unset is None else {"": unset, **known}


def word(words: Mapping[str, _T], value: str, field: str) -> _T:
    """The word of the rules, looked up rather than constructed: a claim asks often, and a miss is the rare case.

    Raises:
        InvalidCare: the rules do not know it; names the field.
    """
    try:
        return words[value]
    except KeyError:
        raise InvalidCare(field, value, _ADVICE) from None
