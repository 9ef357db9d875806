"""Key material of the local platform: a demo issuer and the services' secrets, made once, for this user's eyes only."""

import base64
import json
import secrets
from pathlib import Path
from typing import NamedTuple

from card_protocol.keys import SigningKey
from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from tools.simulators.stand_ins import france_identite, psc, video
from tools.simulators.structure_certificate import Authority

SECRET_BYTES = 32
SIGNING = ("card_registry", "adri_proof", "psc_key", "directory_key", "france_identite_key", "video_key")
"""Private keys (JWK): the registry's, adri's, and those of the stand-ins."""


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


SECRETS = {
    "identity": ("pepper", "aes_key"),
    "receipts_api": ("cursor",),
    "teletransmission": ("care",),
    "card_registry_secrets": ("pairwise", "seal"),
}


def _signing(path: Path) -> SigningKey:
    if not path.exists():
        _write(path, SigningKey.generate().private_jwk())
    return SigningKey.load(path)


def _public(key: SigningKey) -> dict[str, object]:
    return {"keys": [key.public_jwk()]}


def _issuers(keys: Keys, psc_key: SigningKey) -> list[object]:
    """Whom services trust: the demo issuer, the sign-in of professionals, the authority of structures."""
    demo = TokenSigner.load(keys.issuer, clock=SystemClock()).public()
    sign_in = {"issuer": psc.ISSUER, "kind": "pro_sante_connect", "jwks": _public(psc_key)}
    path = keys.folder / "structure_authority.json"
    if not path.exists():
        _write(path, Authority.generate().dump())
    authority = Authority.load(path.read_text())
    return [demo, sign_in, {"issuer": "structures", "kind": "structure_ca", "authorities": [authority.certificate_pem]}]


def write_addresses(folder: Path, *, stand_ins: str, front: str) -> None:
    """Write where the stand-ins are, for those who call them; ports may change at each start."""
    public = {name: _public(SigningKey.load(folder / f"{name}.json")) for name in SIGNING}
    identity = f"{stand_ins}/france-identite"
    documents = {
        "france_identite": {
            "issuer": france_identite.ISSUER,
            "authorization_endpoint": f"{identity}/authorize",
            "token_endpoint": f"{identity}/token",
            "client_id": france_identite.CLIENT,
            "redirect_uris": [f"{front}/card/"],
            "jwks": public["france_identite_key"],
        },
        "video_provider": {
            "issuer": video.ISSUER,
            "capture_endpoint": f"{stand_ins}/video/captures",
            "jwks": public["video_key"],
        },
        "pro_sante_connect": {
            "authorization_endpoint": f"{stand_ins}/psc/authorize",
            "token_endpoint": f"{stand_ins}/psc/token",
            "client_id": "vitale-front",
        },
    }
    for name, document in documents.items():
        _write(folder / f"{name}.json", json.dumps(document))


def ensure_keys(folder: Path) -> Keys:
    """Make what is missing in `folder`; what is there stays, because the database is sealed with it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = Keys(folder, folder / "issuer.json", folder / "issuers.json")
    if not keys.issuer.exists():
        _write(keys.issuer, TokenSigner.generate(clock=SystemClock()).private_jwk())
    signing = {name: _signing(folder / f"{name}.json") for name in SIGNING}
    _write(keys.issuers, json.dumps(_issuers(keys, signing["psc_key"])))
    presence = {
        "vitale:card_registry": signing["card_registry"],
        "vitale:adri": signing["adri_proof"],
        "directory": signing["directory_key"],
    }
    _write(folder / "presence.json", json.dumps({issuer: _public(key) for issuer, key in presence.items()}))
    canaries = folder / "canaries.json"
    if not canaries.exists():
        _write(canaries, "[]")
    for name, fields in SECRETS.items():
        path = folder / f"{name}.json"
        if not path.exists():
            _write(path, json.dumps({field: _secret() for field in fields}))
    return keys
