"""Owns what the rules answer when they cannot give an amount; facts only, never a person."""

from collections.abc import Mapping
from datetime import date


class RulesError(Exception):
    """The rules give no amount; `facts` says why without naming anyone."""

    def __init__(self, message: str, facts: Mapping[str, str]) -> None:
        super().__init__(message)
        self.facts: Mapping[str, str] = dict(facts)


class NotEstablished(RulesError):  # noqa: N818 - an answer, not a fault
    """The value of `parameter` on `day` is not known from a source: state it, or load it once it is known."""

    def __init__(self, parameter: str, day: date) -> None:
        super().__init__(
            f"{parameter} is not established on {day.isoformat()}: load its value with a source, or state it",
            {"parameter": parameter, "day": day.isoformat()},
        )
        self.parameter = parameter
        self.day = day


class NotCovered(RulesError):  # noqa: N818 - an answer, not a fault
    """The rules for `what` (for example `family.biology`) are not built yet."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not covered by these rules yet", {"what": what})
        self.what = what


class InvalidCare(RulesError):  # noqa: N818 - an answer, not a fault
    """The care contradicts itself at `field`; `advice` says what to change."""

    def __init__(self, field: str, value: str, advice: str) -> None:
        super().__init__(
            f"{field} = {value or '(withheld)'}: {advice}", {"field": field, "value": value, "advice": advice}
        )
        self.field = field
        self.value = value
        self.advice = advice
