"""Identifiers that only one reader can tell: of a person for one practice, of a presented person on one card."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

_SUBJECT_BYTES: Final = 16
_REFERENCE_BYTES: Final = 8


class Pairwise:
    """Makes pairwise identifiers with the registry's key: two practices cannot find that they see the same person."""

    def __init__(self, key: bytes) -> None:
        """Take the key, 32 bytes."""
        self._key = key

    def subject(self, subject_id: bytes, practice_id: str) -> str:
        """The person for one practice: 32 characters of hexadecimal."""
        return self._hmac(subject_id, practice_id.encode())[:_SUBJECT_BYTES].hex()

    def reference(self, holder_id: bytes, subject_id: bytes) -> bytes:
        """What a QR names a presented person by, 8 bytes; empty for the holder."""
        if subject_id == holder_id:
            return b""
        return self._hmac(b"ref", holder_id, subject_id)[:_REFERENCE_BYTES]

    def presented(self, reference: bytes, holder_id: bytes, persons: Iterable[bytes]) -> bytes | None:
        """The person of a card behind a reference; None when nobody of `persons` is."""
        for subject_id in persons:
            if hmac.compare_digest(self.reference(holder_id, subject_id), reference):
                return subject_id
        return None

    def challenge_tag(self, *parts: bytes) -> bytes:
        """What makes a challenge of NFC recognisable as ours, 16 bytes; each part has a length of its own."""
        framed = b"".join(len(part).to_bytes(2) + part for part in parts)
        return self._hmac(b"nfc", framed)[:_SUBJECT_BYTES]

    def _hmac(self, *parts: bytes) -> bytes:
        return hmac.new(self._key, b"".join(parts), hashlib.sha256).digest()
