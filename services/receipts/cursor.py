"""Owns cursors: a place in the visible list of one viewer, sealed so that neither order nor distance can be read.

A cursor holds, for each partition, the sequence number of a receipt the viewer was shown; it is bound to the viewer, to
its use (page or resume), to the ledger's generation and to the set of persons that were visible. The nonce is derived
from the content: the same place gives the same cursor, so that an unchanged list keeps its ETag, and two different
places give unrelated texts of the same length.
"""

import base64
import hashlib
import hmac
import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.topics import PARTITIONS

_LAYOUT: Final = struct.Struct(f">BxI8s{PARTITIONS}Q")  # 234 bytes sealed, so that base64 leaves no loose bits
_VERSION: Final = 1
_NONCE: Final = 12
KEY_BYTES: Final = 32
NOWHERE: Final = 0
"""Position of a partition of which nothing was shown."""


class CursorUse(IntEnum):
    """What a cursor is for; one of another use is refused."""

    PAGE = 1
    RESUME = 2


class CursorError(ValueError):
    """Not a cursor of this viewer, of this use, sealed with this key."""


class Place(NamedTuple):
    """Where a viewer stands: sequence numbers by partition, under one generation and one visible set."""

    generation: int
    people: bytes
    positions: Mapping[int, int]

    def position(self, partition: int) -> int:
        """Sequence number in a partition; NOWHERE when nothing of it was shown."""
        return self.positions.get(partition, NOWHERE)


def fingerprint(*parts: bytes) -> bytes:
    """Eight bytes that stand for a visible set (or any list of byte strings)."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


class CursorSealer:
    """Seals and opens cursors with AES-256-GCM under keys derived from the one of the settings."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the cursor key has {len(key)} bytes; it needs {KEY_BYTES}")
        self._cipher = AESGCM(hmac.digest(key, b"cursor seal", "sha256"))
        self._nonce_key = hmac.digest(key, b"cursor nonce", "sha256")

    def seal(self, place: Place, *, viewer: bytes, use: CursorUse) -> str:
        """A cursor of fixed length, safe in a URL."""
        positions = (place.position(partition) for partition in range(PARTITIONS))
        clear = _LAYOUT.pack(_VERSION, place.generation, place.people, *positions)
        bound = _bound(viewer, use)
        nonce = hmac.digest(self._nonce_key, bound + clear, "sha256")[:_NONCE]
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, clear, bound)).rstrip(b"=").decode()

    def open(self, cursor: str, *, viewer: bytes, use: CursorUse) -> Place:
        """The place a cursor names.

        Raises:
            CursorError: garbage, or a cursor of somebody else, of another use or of another key.
        """
        try:
            sealed = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            clear = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(viewer, use))
            version, generation, people, *positions = _LAYOUT.unpack(clear)
        except (InvalidTag, ValueError, struct.error) as error:
            raise CursorError("not a cursor of this viewer and use") from error
        if version != _VERSION:
            raise CursorError("a cursor of another layout")
        return Place(generation, people, {p: seq for p, seq in enumerate(positions) if seq != NOWHERE})


def _bound(viewer: bytes, use: CursorUse) -> bytes:
    return bytes((use,)) + viewer
