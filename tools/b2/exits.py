"""How the command ends."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

OK: Final = 0
REFUSED: Final = 1
CANNOT: Final = 2


class CannotError(RuntimeError):
    """It could not be done at all: a file that is not there, nobody who answers."""


def bytes_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        CannotError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotError(f"{path}: {error.strerror}") from None


def write_to(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        CannotError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CannotError(f"{path}: {error.strerror}") from None


def say(lines: Iterable[object], before: str = "") -> int:
    """Print each line to stderr and give how many there were."""
    count = 0
    for line in lines:
        count += 1
        print(f"{before}{line}", file=sys.stderr)
    return count
