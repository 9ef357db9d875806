"""Whom a process trusts to sign tokens: the issuers file, read once at start."""

import json
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

DEMO_ISSUER: Final = "https://demo.vitale.invalid"


class Issuer(BaseModel):
    """One trusted issuer: its name (the token's iss), its kind, its public keys (RFC 7517 JWK set).

    `pro_sante_connect` is a sign-in of professionals. `structure_ca` is no issuer itself: its `authorities` (PEM) vouch
    for certificates with which structures sign their own tokens.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    kind: Literal["demo", "real", "pro_sante_connect", "structure_ca"]
    jwks: dict[str, Any] = Field(default_factory=dict)
    authorities: tuple[str, ...] = ()

    @property
    def is_demo(self) -> bool:
        """Tell whether production must refuse it, by its declared kind or by its name."""
        return self.kind == "demo" or self.issuer == DEMO_ISSUER


_ISSUERS: Final = TypeAdapter(tuple[Issuer, ...])


def load_issuers(path: Path) -> tuple[Issuer, ...]:
    """Read the issuers file; ValueError says what is wrong with it, without quoting a key."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"cannot read the issuers file: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"the issuers file is not JSON: line {error.lineno}, column {error.colno}") from error
    for entry in raw if isinstance(raw, list) else []:
        _refuse_private_keys(entry)
    return _ISSUERS.validate_python(raw)


def _refuse_private_keys(entry: object) -> None:
    keys = entry.get("jwks", {}).get("keys", []) if isinstance(entry, dict) else []
    if any("d" in key for key in keys):
        raise ValueError("the issuers file holds a private key ('d'): publish only the public half")
