"""Key material of the local platform: a demo issuer and the services' secrets, made once, for this user's eyes only."""

import base64
import json
import secrets
from pathlib import Path
from typing import NamedTuple

from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner

SECRET_BYTES = 32


class Keys(NamedTuple):
    """Paths of the key material."""

    folder: Path
    issuer: Path
    issuers: Path


def _write(path: Path, text: str) -> None:
    """Write through a name of its own, so that a cut run never leaves half a key."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.rename(path)


def _secret() -> str:
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def ensure_keys(folder: Path) -> Keys:
    """Make what is missing in `folder`; what is there stays, because the database is sealed with it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = Keys(folder, folder / "issuer.json", folder / "issuers.json")
    if not keys.issuer.exists():
        _write(keys.issuer, TokenSigner.generate(clock=SystemClock()).private_jwk())
    signer = TokenSigner.load(keys.issuer, clock=SystemClock())
    _write(keys.issuers, json.dumps([signer.public()]))
    for name, fields in {"identity": ("pepper", "aes_key"), "receipts_api": ("cursor",)}.items():
        path = folder / f"{name}.json"
        if not path.exists():
            _write(path, json.dumps({field: _secret() for field in fields}))
    return keys
