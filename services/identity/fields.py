"""Fields of the vault's requests: each read on its own, wrong ones told by path, reason and advice, never by value."""

import re
from collections.abc import Iterable
from typing import Final

from chassis.errors import DomainError, ErrorCode, FieldViolation
from identifiers import InvalidIdentifier, Nir, Part
from identifiers.nir import PERMANENT_OR_WAITING

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLACE: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_SEXES: Final = frozenset({"", "M", "F"})
_LARGEST_RANK: Final = 9
_LONGEST_PERSON_ID: Final = 64
_LONGEST_NAME: Final = 100
_KEY_WRONG: Final = f"nir_{Part.KEY}"
_NUMBER_REASONS: Final = frozenset(f"nir_{part}" for part in Part)


class InvalidField(ValueError):  # noqa: N818 - reads as what it is
    """A field that is wrong: a stable reason and what to send instead."""

    def __init__(self, reason: str, advice: str) -> None:
        """Take the reason, stable text in snake_case, and the advice."""
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


def read_number(text: str) -> Nir:
    """Read a NIR or a waiting number with its key; raise InvalidField with reason nir_<part>."""
    try:
        return Nir.parse(text, sexes=PERMANENT_OR_WAITING)
    except InvalidIdentifier as error:
        raise InvalidField(f"nir_{error.part}", f"{error.reason}. {error.advice}") from None


def read_birth_date(text: str) -> str:
    """Read YYYY-MM-DD and keep it as text: a lunar date has a month or a day that no calendar knows."""
    if _DATE.fullmatch(text) is None:
        raise InvalidField("birth_date_form", "Send YYYY-MM-DD; lunar dates (month or day out of the calendar) too")
    return text


def read_birth_rank(rank: int) -> int:
    """Read the rank among those born of the same birth, 1 to 9; unset is 1."""
    if rank > _LARGEST_RANK:
        raise InvalidField("birth_rank_range", f"Send 1 for a single birth, up to {_LARGEST_RANK} for twins and more")
    return rank or 1


def read_person_id(text: str) -> str:
    """Read an identifier given by a scheme, 1 to 64 characters."""
    if not 1 <= len(text) <= _LONGEST_PERSON_ID or text.strip() != text:
        raise InvalidField("person_id_length", f"Send the scheme's identifier, 1 to {_LONGEST_PERSON_ID} characters")
    return text


def read_first_name(text: str) -> str | None:
    """Read a first name of at most 100 characters; unset or blank is None."""
    name = text.strip()
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidField("first_name_form", f"Send at most {_LONGEST_NAME} printable characters")
    return name or None


def read_name(text: str) -> str:
    """Read a name of at most 100 characters; unset is empty."""
    return read_first_name(text) or ""


def read_sex(text: str) -> str:
    """Read "M" or "F"; unset is empty."""
    if text not in _SEXES:
        raise InvalidField("sex_unknown", "Send M or F, or leave it unset")
    return text


def read_birth_place(text: str) -> str:
    """Read the official code of a birth place, 5 characters; unset is empty."""
    if text and _PLACE.fullmatch(text) is None:
        raise InvalidField("birth_place_form", "Send the 5 characters of the commune, or 99 and a country")
    return text


def refused(violations: Iterable[FieldViolation]) -> DomainError:
    """Give the error of wrong fields: NIR_KEY_WRONG or IDENTIFIER_INVALID when only numbers are, INVALID_ARGUMENT."""
    told = tuple(violations)
    reasons = {violation.reason for violation in told}
    if reasons == {_KEY_WRONG}:
        return DomainError(ErrorCode.NIR_KEY_WRONG, violations=told)
    code = ErrorCode.IDENTIFIER_INVALID if reasons <= _NUMBER_REASONS else ErrorCode.INVALID_ARGUMENT
    return DomainError(code, violations=told)
