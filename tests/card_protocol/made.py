"""Keys and messages that the tests of the protocol start from; each case changes one thing."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from card_protocol import beacon, certificate, context_token, presentation
from card_protocol.certificate import REGISTRY, DeviceCertificate
from card_protocol.check_proof import ISSUER
from card_protocol.context_token import ContextToken
from card_protocol.cose import encode, sign1
from card_protocol.encoding import b64url
from card_protocol.keys import KeyRing, SigningKey, compressed
from card_protocol.presentation import Presentation

NOW: Final = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
REGISTRY_KEY, ADRI_KEY, DEVICE_KEY, STRANGER = (SigningKey.generate() for _ in range(4))
RING: Final = KeyRing(
    {REGISTRY: {REGISTRY_KEY.kid: REGISTRY_KEY.public}, ISSUER: {ADRI_KEY.kid: ADRI_KEY.public}},
)
SERIAL: Final = bytes(range(16))
CERTIFICATE: Final = DeviceCertificate(
    SERIAL, compressed(DEVICE_KEY.public), 3, NOW - timedelta(days=1), NOW + timedelta(days=90)
)
TOKEN: Final = ContextToken(
    context_id=bytes([1] * 16),
    token_id=bytes([2] * 16),
    subject="ab" * 16,
    actor_id="90009900011",
    practice_id="750000001",
    profession="doctor",
    purposes=("rights", "billing"),
    method="qr",
    proof_time=NOW,
    freshness="fresh",
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=1),
    ends_at=NOW + timedelta(hours=4),
    jkt="k" * 43,
)


def token(**changes: Any) -> str:
    """A context token of the registry, with changes to its claims."""
    return context_token.sign(REGISTRY_KEY, replace(TOKEN, **changes))


def header(**changes: Any) -> dict[str, Any]:
    """The header of a sound context token, with changes; None removes a member."""
    usual = {"alg": "ES256", "kid": REGISTRY_KEY.kid, "typ": context_token.TYPE}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def jws(head: object, claims: object, key: SigningKey = REGISTRY_KEY) -> str:
    """A JWS of any header and claims (text is taken as it is), rightly signed over what it says."""
    signed = ".".join(b64url(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in (head, claims))
    return f"{signed}.{b64url(key.sign(signed.encode()))}"


def claims_of(text: str) -> dict[str, Any]:
    """The claims of a JWS, unproven."""
    padded = text.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded + "=" * (-len(padded) % 4)))
    return found


def device_certificate(key: SigningKey = REGISTRY_KEY, **changes: Any) -> bytes:
    """A device certificate, with changes."""
    return certificate.issue(key, replace(CERTIFICATE, **changes))


def shown(**changes: Any) -> Presentation:
    """What a phone signs, with changes."""
    usual = Presentation(
        jti=bytes([4] * 16),
        issued_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
        counter=7,
        reference=b"",
        certificate=device_certificate(),
        beacon=beacon.issue(REGISTRY_KEY, SERIAL, NOW - timedelta(minutes=2)),
    )
    return replace(usual, **changes)


def qr(key: SigningKey = DEVICE_KEY, **changes: Any) -> str:
    """The text of a QR, with changes."""
    return presentation.text(presentation.sign(key, shown(**changes)))


def fields(**changes: Any) -> dict[int, Any]:
    """The map that a phone signs, by number written as f1, f2…; None removes a field."""
    usual: dict[int, Any] = {
        1: bytes([4] * 16),
        2: int(NOW.timestamp()),
        3: int(NOW.timestamp()) + 60,
        4: 7,
        6: device_certificate(),
    }
    given = {int(name[1:]): value for name, value in changes.items()}
    merged = {**usual, **given}
    return {name: merged[name] for name in sorted(merged) if merged[name] is not None}


def signed_map(payload: Any, key: SigningKey = DEVICE_KEY) -> bytes:
    """A rightly signed message over any payload."""
    return sign1(key, payload if isinstance(payload, bytes) else encode(payload))
