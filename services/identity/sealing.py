"""Numbers and first names at rest: AES-256-GCM, a random nonce each, bound to the row that holds them."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12


class SealBroken(Exception):  # noqa: N818 - reads as what happened
    """A sealed value was altered, moved to another row or sealed with another key."""


class Sealer:
    """Seals short texts as version (1 byte), nonce (12), ciphertext and tag. The subject is authenticated with it."""

    def __init__(self, aes_key: bytes) -> None:
        """Take the AES key, 32 bytes."""
        self._cipher = AESGCM(aes_key)

    def seal_number(self, number: str, subject_id: bytes) -> bytes:
        """Seal the 15 characters of a number of this subject."""
        return self._seal(number, b"number" + subject_id)

    def seal_name(self, name: str, subject_id: bytes) -> bytes:
        """Seal the first name of this subject."""
        return self._seal(name, b"name" + subject_id)

    def seal_facts(self, facts: str, subject_id: bytes) -> bytes:
        """Seal the civil facts of this subject."""
        return self._seal(facts, b"facts" + subject_id)

    def open_facts(self, sealed: bytes, subject_id: bytes) -> str:
        """Open civil facts sealed for this subject; raise SealBroken."""
        return self._open(sealed, b"facts" + subject_id)

    def open_number(self, sealed: bytes, subject_id: bytes) -> str:
        """Open a number sealed for this subject; raise SealBroken."""
        return self._open(sealed, b"number" + subject_id)

    def open_name(self, sealed: bytes, subject_id: bytes) -> str:
        """Open a first name sealed for this subject; raise SealBroken."""
        return self._open(sealed, b"name" + subject_id)

    def _seal(self, text: str, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), _VERSION + bound_to)

    def _open(self, sealed: bytes, bound_to: bytes) -> str:
        version, nonce, ciphertext = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if version != _VERSION:
            raise SealBroken("unknown version of the seal: was a newer vault running?")
        try:
            return self._cipher.decrypt(nonce, ciphertext, version + bound_to).decode()
        except InvalidTag:
            raise SealBroken("the value was altered, moved, or sealed with another key") from None
