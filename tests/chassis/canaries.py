"""People who do not exist, and the many ways their number gets written: none may leave a process."""

from typing import Final

NAMES: Final = ("Zéphyrine", "QUATREBARBES")
NIR_FORMS: Final = (
    "199127512345678",
    "1991275123456",
    "1 99 12 75 123 456 78",
    "1 99 12 75 123 456",
    "1.99.12.75.123.456.78",
    "1-99-12-75-123-456-78",
    "1\u00a099\u00a012\u00a075\u00a0123\u00a0456\u00a078",
    "1\u202f99\u202f12\u202f75\u202f123\u202f456",
    "299122A12345678",
    "2 99 12 2B 123 456 78",
    "299122b123456",
    "299122a123456 78",
)


def leaked(text: str) -> list[str]:
    """Name the canaries found in a text: as written, and by their bare digits."""
    bare = "".join(character for character in text if character.isalnum())
    digits = [form for form in NIR_FORMS if form in text or "".join(c for c in form if c.isalnum()) in bare]
    return digits + [name for name in NAMES if name in text]
