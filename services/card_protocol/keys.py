"""P-256 keys: points, JWKs, thumbprints (RFC 7638), raw signatures (r and s, 32 bytes each), rings of known keys."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from card_protocol.encoding import b64url, from_b64url
from card_protocol.errors import ProtocolError

PublicKey = ec.EllipticCurvePublicKey
PrivateKey = ec.EllipticCurvePrivateKey
_CURVE: Final = ec.SECP256R1()
_ES256: Final = ec.ECDSA(hashes.SHA256())
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_COORDINATE: Final = 32
SIGNATURE_BYTES: Final = 64
_POINT_BYTES: Final = (33, 65)


def point(key: PublicKey) -> bytes:
    """The uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def compressed(key: PublicKey) -> bytes:
    """The compressed point, 33 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def key_from_point(data: bytes) -> PublicKey:
    """The key of a point of 33 or 65 bytes; ProtocolError malformed when it is not on the curve."""
    if len(data) not in _POINT_BYTES:
        raise ProtocolError("malformed")
    try:
        return PublicKey.from_encoded_point(_CURVE, data)
    except ValueError:
        raise ProtocolError("malformed") from None


def jwk_of(key: PublicKey) -> dict[str, str]:
    """The public JWK, its members in the order a thumbprint takes them."""
    whole = point(key)
    return {"crv": "P-256", "kty": "EC", "x": b64url(whole[1:33]), "y": b64url(whole[33:])}


def key_from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The key of a public P-256 JWK; ProtocolError malformed for anything else, a private key included."""
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise ProtocolError("malformed")
    x, y = jwk.get("x"), jwk.get("y")
    if not isinstance(x, str) or not isinstance(y, str):
        raise ProtocolError("malformed")
    return _at(x, y)


@lru_cache(maxsize=4_096)  # the same practices prove the same keys, call after call
def _at(x: str, y: str) -> PublicKey:
    coordinates = from_b64url(x), from_b64url(y)
    if any(len(coordinate) != _COORDINATE for coordinate in coordinates):
        raise ProtocolError("malformed")
    return key_from_point(b"\x04" + b"".join(coordinates))


def thumbprint_of_jwk(jwk: Mapping[str, Any]) -> str:
    """RFC 7638 thumbprint of a JWK that key_from_jwk took: its coordinates have one spelling only."""
    return _named(jwk["x"], jwk["y"])


@lru_cache(maxsize=4_096)  # as for _at
def _named(x: str, y: str) -> str:
    named = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    return b64url(hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).digest())


def thumbprint(key: PublicKey) -> str:
    """RFC 7638 thumbprint, SHA-256, base64url."""
    return b64url(_digest(key))


def kid8(key: PublicKey) -> bytes:
    """The first 8 bytes of the thumbprint: how COSE messages name the registry's key. Two keys may share it."""
    return _digest(key)[:8]


def _digest(key: PublicKey) -> bytes:
    return hashlib.sha256(json.dumps(jwk_of(key), separators=(",", ":")).encode()).digest()


def sign_raw(key: PrivateKey, data: bytes) -> bytes:
    """ES256 signature, r and s of 32 bytes each."""
    r, s = decode_dss_signature(key.sign(data, _ES256))
    return r.to_bytes(_COORDINATE) + s.to_bytes(_COORDINATE)


def verify_raw(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether a raw signature is right. Both s and n - s are: no identifier is ever made of a signature."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:_COORDINATE]), int.from_bytes(signature[_COORDINATE:])
    if not (0 < r < _ORDER and 0 < s < _ORDER):
        return False
    try:
        key.verify(encode_dss_signature(r, s), data, _ES256)
    except InvalidSignature:
        return False
    return True


class SigningKey:
    """A private key with its name; `kid` is the thumbprint."""

    def __init__(self, private: PrivateKey) -> None:
        self.private = private
        self.public: PublicKey = private.public_key()
        self.kid = thumbprint(self.public)
        self.kid8 = kid8(self.public)

    @classmethod
    def generate(cls) -> Self:
        """A fresh key."""
        return cls(ec.generate_private_key(_CURVE))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a private JWK file; ValueError without any of its content when it is not one."""
        try:
            return cls(_private(json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, KeyError, TypeError, AttributeError, ProtocolError):
            raise ValueError("the signing key file is not a private P-256 JWK") from None

    def private_jwk(self) -> str:
        """The private JWK, for a file only its owner may read."""
        secret = self.private.private_numbers().private_value.to_bytes(_COORDINATE)
        return json.dumps({**jwk_of(self.public), "kid": self.kid, "d": b64url(secret)})

    def public_jwk(self) -> dict[str, str]:
        """The public JWK with its kid and use."""
        return {**jwk_of(self.public), "kid": self.kid, "alg": "ES256", "use": "sig"}

    def sign(self, data: bytes) -> bytes:
        """ES256 signature, 64 bytes."""
        return sign_raw(self.private, data)


def _private(jwk: Mapping[str, Any]) -> PrivateKey:
    public = key_from_jwk({name: value for name, value in jwk.items() if name != "d"})
    private = ec.derive_private_key(int.from_bytes(from_b64url(jwk["d"])), _CURVE)
    if point(private.public_key()) != point(public):
        raise ValueError("the two halves of the key differ")
    return private


class KeyRing:
    """Public keys by issuer and kid; an issuer may have several at once, so that keys can be changed under way."""

    def __init__(self, keys: Mapping[str, Mapping[str, PublicKey]]) -> None:
        self._keys = {issuer: dict(known) for issuer, known in keys.items()}
        self._short = {issuer: {kid8(key): key for key in known.values()} for issuer, known in self._keys.items()}

    @classmethod
    def of(cls, **issuers: SigningKey) -> Self:
        """A ring of single keys; an underscore in a name stands for the colon of an issuer ("vitale_adri")."""
        return cls({name.replace("_", ":", 1): {key.kid: key.public} for name, key in issuers.items()})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read {"<issuer>": {"keys": [JWK…]}}; ValueError when it is something else."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            return cls({issuer: _set(jwks) for issuer, jwks in document.items()})
        except (ValueError, KeyError, TypeError, AttributeError, ProtocolError):
            raise ValueError("the presence keys file is not a JSON of issuers and their P-256 JWK sets") from None

    def get(self, issuer: str, kid: str) -> PublicKey | None:
        """The key of an issuer by kid."""
        return self._keys.get(issuer, {}).get(kid)

    def get8(self, issuer: str, kid: bytes) -> PublicKey | None:
        """The key of an issuer by the 8 bytes of COSE messages."""
        return self._short.get(issuer, {}).get(kid)


def _set(jwks: Mapping[str, Any]) -> dict[str, PublicKey]:
    keys = [key_from_jwk(jwk) for jwk in jwks["keys"]]
    return {thumbprint(key): key for key in keys}
