"""The registry's two secrets, from one file: the key of pairwise identifiers and the key that seals."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class RegistryKeys:
    """Key of pairwise identifiers (HMAC-SHA256) and AES-256 key, 32 bytes each."""

    pairwise: bytes
    seal: bytes

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read {"pairwise": base64, "seal": base64}; raise ValueError naming the field that is wrong, not its value.

        A file that cannot be read raises OSError.
        """
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise ValueError("the keys file is not JSON") from None
        if not isinstance(document, dict):
            raise ValueError("the keys file is not a JSON object")  # noqa: TRY004 - a wrong file, not a wrong type
        keys = cls(_key(document, "pairwise"), _key(document, "seal"))
        if keys.pairwise == keys.seal:
            raise ValueError("pairwise and seal must differ: one leaked secret must not open the other half")
        return keys


def _key(document: dict[str, object], name: str) -> bytes:
    try:
        value = base64.b64decode(str(document[name]), validate=True)
    except (KeyError, ValueError):
        raise ValueError(f"{name} is missing or is not base64") from None
    if len(value) != _KEY_BYTES:
        raise ValueError(f"{name} must be {_KEY_BYTES} bytes, it has {len(value)}")
    return value
