"""What every vector starts from: keys that are the same at each run, one moment, one card, one practice."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from card_protocol import directory
from card_protocol.certificate import REGISTRY, DeviceCertificate
from card_protocol.check_proof import ISSUER as ADRI
from card_protocol.keys import KeyRing, SigningKey, compressed

NOW: Final = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AT: Final = int(NOW.timestamp())
MINUTE: Final = timedelta(minutes=1)
PRACTICE: Final = "750000001"
CHALLENGE: Final = bytes(range(32))
SERIAL: Final = bytes(range(16))
METHOD: Final = "/vitale.card.v1.PresentationService/Redeem"
ACCESS_TOKEN: Final = "an access token"  # noqa: S105 - vectors hold no secret
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_REPEATABLE: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class RepeatableKey(SigningKey):
    """A key made of a public word, whose signatures are the same each time (RFC 6979). Worth nothing but for tests."""

    @classmethod
    def of(cls, word: str) -> Self:
        """The key of a word."""
        number = int.from_bytes(hashlib.sha256(f"vitale-live vectors: {word}".encode()).digest())
        return cls(ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1()))

    def sign(self, data: bytes) -> bytes:
        """ES256 signature, 64 bytes."""
        r, s = decode_dss_signature(self.private.sign(data, _REPEATABLE))
        return r.to_bytes(32) + s.to_bytes(32)


REGISTRY_KEY, ADRI_KEY, DIRECTORY_KEY, DEVICE, STRANGER = (
    RepeatableKey.of(word) for word in ("registry", "adri", "directory", "device", "stranger")
)
ISSUERS: Final = {REGISTRY: REGISTRY_KEY, ADRI: ADRI_KEY, directory.ISSUER: DIRECTORY_KEY}
RING: Final = KeyRing({issuer: {key.kid: key.public} for issuer, key in ISSUERS.items()})
CERTIFICATE: Final = DeviceCertificate(
    SERIAL, compressed(DEVICE.public), 3, NOW - timedelta(days=1), NOW + timedelta(days=90)
)


@dataclass(frozen=True, slots=True)
class Vector:
    """An input of a kind, the verdict that is right, and what a good one says."""

    name: str
    kind: str
    given: dict[str, Any]
    verdict: str = "ok"
    gives: dict[str, Any] = field(default_factory=dict)
    minutes: int = 0

    def record(self) -> dict[str, Any]:
        """As it stands in the file; what is empty is left out."""
        usual = {"id": f"{self.kind}: {self.name}", "kind": self.kind, "given": self.given, "verdict": self.verdict}
        more = {"gives": self.gives, "minutes": self.minutes}
        return usual | {name: value for name, value in more.items() if value}
