"""Certificates of structures for demonstrations: an authority, leaves that name a FINESS number, tokens they sign."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from card_protocol.jws import sign_with
from card_protocol.keys import SigningKey

_LIFE: Final = timedelta(days=365)
_TOKEN_LIFE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, repr=False)
class Structure:
    """A structure's key and its certificate chain (DER)."""

    finess: str
    key: SigningKey
    chain: tuple[bytes, ...]

    def token(self, now: datetime, *, audience: str = "vitale") -> str:
        """A token of ten minutes that the structure's server signs itself."""
        header = {
            "alg": "ES256",
            "typ": "structure+jwt",
            "x5c": [base64.b64encode(one).decode() for one in self.chain],
        }
        claims = {
            "iss": f"structure:{self.finess}",
            "sub": f"structure:{self.finess}",
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + _TOKEN_LIFE).timestamp()),
        }
        return sign_with(self.key, header, claims)


@dataclass(frozen=True, slots=True, repr=False)
class Authority:
    """An authority that vouches for structures."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def generate(cls, *, now: datetime | None = None) -> Self:
        """A fresh one."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vitale-live demonstration structures")])
        builder = _builder(name, key.public_key(), now or datetime.now(UTC)).issuer_name(name)
        return cls(key, builder.add_extension(x509.BasicConstraints(True, 0), critical=True).sign(key, hashes.SHA256()))

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote."""
        document = json.loads(text)
        key = load_pem_private_key(document["key"].encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is not an EC key")
        return cls(key, x509.load_pem_x509_certificate(document["certificate"].encode()))

    def dump(self) -> str:
        """Key and certificate, for a file only its owner may read."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps({"key": key, "certificate": self.certificate_pem})

    @property
    def certificate_pem(self) -> str:
        """The certificate, for those who pin it."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def issue(self, finess: str, *, now: datetime | None = None) -> Structure:
        """A certificate for a structure."""
        key = SigningKey.generate()
        unit = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, finess)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server"), unit])
        builder = _builder(name, key.public, now or datetime.now(UTC)).issuer_name(self.certificate.subject)
        leaf = builder.add_extension(x509.BasicConstraints(False, None), critical=True)
        signed = leaf.sign(self.key, hashes.SHA256())
        return Structure(finess, key, (signed.public_bytes(Encoding.DER),))


def _builder(name: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFE)
    )
