"""What an identifier says when it is wrong: which part, why and what to do, never the value itself."""

from enum import StrEnum


class Part(StrEnum):
    """The part of an identifier that is wrong."""

    LENGTH = "length"
    CHARACTER = "character"
    SEX = "sex"
    MONTH = "month"
    PLACE = "place"
    KEY = "key"


class InvalidIdentifier(ValueError):  # noqa: N818 - reads as what it is at the raise and at the except
    """A text that is not the identifier it was given as; carries no character of that text."""

    def __init__(self, kind: str, part: Part, *, reason: str, advice: str) -> None:
        """State the `part` of a `kind` ("NIR", "RPPS"...) that is wrong, the `reason` and the `advice`."""
        super().__init__(f"{kind} {part}: {reason}. {advice}")
        self.kind = kind
        self.part = part
        self.reason = reason
        self.advice = advice
