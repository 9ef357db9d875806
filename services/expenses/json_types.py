"""JSON values taken as what they are: a number is no boolean, a boolean is no number, a day is a text of a calendar."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BeforeValidator, StrictBool

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LARGEST: Final = 2**53 - 1
"""The largest whole number that every reader of JSON holds exactly."""


def _day(value: object) -> object:
    # pydantic would read a number, or digits alone, as seconds since 1970.
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("must be a day, as 2026-03-31")


def _whole(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number, without quotes")  # noqa: TRY004 - what pydantic takes
    return value


Flag = StrictBool
Day = Annotated[date, BeforeValidator(_day)]
WHOLE: Final = BeforeValidator(_whole)
"""Stands after the bounds of an int: before them, the bounds would be lost to the OpenAPI document."""
