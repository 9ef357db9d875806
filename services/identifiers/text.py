"""The one input policy of every identifier: spaces are dropped, letters are upper-cased, the length is checked."""

from identifiers.errors import InvalidIdentifier, Part


def compact(text: str) -> str:
    """Drop every white space and upper-case, as the insurance's own validator does."""
    return "".join(text.split()).upper()


def require_length(compacted: str, *lengths: int, kind: str) -> None:
    """Raise InvalidIdentifier (length) unless `compacted` has one of the `lengths`, in characters."""
    if len(compacted) not in lengths:
        wanted = " or ".join(str(length) for length in lengths)
        raise InvalidIdentifier(
            kind,
            Part.LENGTH,
            reason=f"{len(compacted)} characters, {wanted} expected",
            advice="Read the number again from the card or the document and type all of it",
        )


def require_digits(compacted: str, *, kind: str) -> None:
    """Raise InvalidIdentifier (character) unless `compacted` holds only the digits 0 to 9."""
    if not (compacted.isascii() and compacted.isdigit()):
        raise InvalidIdentifier(
            kind,
            Part.CHARACTER,
            reason="a character is not a digit",
            advice="Type digits only; look for O typed for 0 and I for 1",
        )
