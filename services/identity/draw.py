"""Chance: random identifiers and evenly drawn partitions, behind a port so that tests can say what is drawn."""

import secrets
from typing import Final, Protocol

from contracts.topics import PARTITIONS

ID_BYTES: Final = 16


class Draw(Protocol):
    """Where the vault gets its random values."""

    def new_id(self) -> bytes:
        """Draw 16 bytes for a subject or a home."""
        ...

    def partition(self) -> int:
        """Draw a partition, each as likely as any other."""
        ...


class SecureDraw:
    """The operating system's generator."""

    def new_id(self) -> bytes:
        """Draw 128 random bits."""
        return secrets.token_bytes(ID_BYTES)

    def partition(self) -> int:
        """Draw a partition number evenly."""
        return secrets.randbelow(PARTITIONS)
