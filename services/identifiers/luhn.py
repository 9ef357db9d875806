"""The Luhn check that RPPS and FINESS share, from the identifier library."""

from stdnum import luhn

from identifiers.errors import InvalidIdentifier, Part


def require_luhn(digits: str, *, kind: str) -> None:
    """Raise InvalidIdentifier (key) unless the last of `digits` is their Luhn check digit."""
    if not luhn.is_valid(digits):
        raise InvalidIdentifier(
            kind,
            Part.KEY,
            reason="the last digit is not the Luhn check digit of the others",
            advice="A digit is wrong or two are swapped: compare the number with the directory",
        )
