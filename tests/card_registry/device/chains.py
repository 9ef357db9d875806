"""Chains as a phone would send them, made by the test: every part may be chosen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from card_registry.device.chain import spki
from card_registry.device.key_description import OID
from tests.card_registry.cards import NOON

CHALLENGE: Final = bytes(range(32))
EXTENSION: Final = x509.ObjectIdentifier(OID)
Key = ec.EllipticCurvePrivateKey


def tlv(tag: int, content: bytes) -> bytes:
    """A value in DER."""
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + length + content


def whole(value: int, tag: int = 0x02) -> bytes:
    """A small whole number."""
    return tlv(tag, bytes([value]) if value < 128 else b"\x00" + value.to_bytes(2).lstrip(b"\0"))


def tagged(number: int, inner: bytes) -> bytes:
    """An explicitly tagged value."""
    if number < 31:
        return tlv(0xA0 | number, inner)
    long = bytes([0xBF, 0x80 | number >> 7, number & 0x7F])
    return long + tlv(0, inner)[1:]


def application(packages: tuple[str, ...], signers: tuple[bytes, ...]) -> bytes:
    """An AttestationApplicationId in DER."""
    infos = b"".join(tlv(0x30, tlv(0x04, name.encode()) + whole(7)) for name in packages)
    return tlv(0x30, tlv(0x31, infos) + tlv(0x31, b"".join(tlv(0x04, one) for one in signers)))


@dataclass(slots=True)
class Described:
    """A key description; the usual one is what a sound phone attests."""

    attestation_level: int = 1
    key_level: int = 1
    challenge: bytes = CHALLENGE
    purposes: tuple[int, ...] = (2,)
    algorithm: int = 3
    size: int = 256
    curve: int = 1
    no_auth: bool = False
    origin: int = 0
    trust: bytes | None = None
    locked: bool = True
    state: int = 0
    without_trust: bool = False
    before: bytes = b""
    application: bytes | None = None
    hardware_application: bytes | None = None

    def encode(self) -> bytes:
        """In DER."""
        return tlv(
            0x30,
            whole(100) + whole(self.attestation_level, 0x0A) + whole(100) + whole(self.key_level, 0x0A)
            + tlv(0x04, self.challenge) + tlv(0x04, b"")
            + tlv(0x30, _named(self.application)) + tlv(0x30, self._hardware()),
        )  # fmt: skip

    def _hardware(self) -> bytes:
        size = tlv(0x02, self.size.to_bytes(2))
        parts = [
            self.before,
            tagged(1, tlv(0x31, b"".join(whole(purpose) for purpose in self.purposes))),
            tagged(2, whole(self.algorithm)),
            tagged(3, size),
            tagged(10, whole(self.curve)),
            tagged(503, tlv(0x05, b"")) if self.no_auth else b"",
            tagged(702, whole(self.origin)),
            b"" if self.without_trust else tagged(704, self.trust or self._trust()),
            tagged(706, tlv(0x02, (202602).to_bytes(3))),
            _named(self.hardware_application),
        ]
        return b"".join(parts)

    def _trust(self) -> bytes:
        locked = tlv(0x01, b"\xff" if self.locked else b"\x00")
        return tlv(0x30, tlv(0x04, bytes(32)) + locked + whole(self.state, 0x0A) + tlv(0x04, bytes(32)))


def _named(application_id: bytes | None) -> bytes:
    return b"" if application_id is None else tagged(709, tlv(0x04, application_id))


@dataclass(slots=True)
class Maker:
    """A root, an intermediate and a device key, and how the certificates between them are."""

    root: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    middle: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    device: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    middle_ca: bool | None = True
    middle_path: int | None = None
    middle_signs: bool | None = None
    middle_extension: bool = False
    leaf_until: datetime = NOON + timedelta(days=3650)
    middle_until: datetime = NOON + timedelta(days=3650)
    middle_since: datetime = NOON - timedelta(days=10)
    leaf_extension: bytes | None = None
    signs_leaf: Key | None = None
    extra_middle: bool = False

    @property
    def point(self) -> bytes:
        """The device key, uncompressed."""
        found: bytes = self.device.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return found

    @property
    def roots(self) -> frozenset[bytes]:
        """The root as it is pinned."""
        return frozenset({spki(self.root_certificate())})

    def root_certificate(self) -> x509.Certificate:
        """Signed by itself."""
        return self._built(("root", self.root.public_key()), ("root", self.root), ca=True)

    def chain(self) -> list[bytes]:
        """Leaf first."""
        top = ("root", self.root)
        above = [self.root_certificate()]
        if self.extra_middle:
            extra = ec.generate_private_key(ec.SECP256R1())
            above.insert(0, self._built(("extra", extra.public_key()), top, ca=True, path=0))
            top = ("extra", extra)
        middle = self._built(
            ("middle", self.middle.public_key()), top, ca=self.middle_ca, path=self.middle_path,
            signs=self.middle_signs, extension=Described().encode() if self.middle_extension else None,
            since=self.middle_since, until=self.middle_until,
        )  # fmt: skip
        leaf = self._built(
            ("leaf", self.device.public_key()), ("middle", self.signs_leaf or self.middle), ca=None,
            extension=Described().encode() if self.leaf_extension is None else self.leaf_extension,
            until=self.leaf_until,
        )  # fmt: skip
        return [one.public_bytes(Encoding.DER) for one in (leaf, middle, *above)]

    def _built(self, whom: tuple[str, Any], by: tuple[str, Key], *, ca: bool | None, **how: Any) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(whom[0]))
            .issuer_name(_name(by[0]))
            .public_key(whom[1])
            .serial_number(x509.random_serial_number())
            .not_valid_before(how.get("since", NOON - timedelta(days=10)))
            .not_valid_after(how.get("until", NOON + timedelta(days=3650)))
        )
        if ca is not None:
            builder = builder.add_extension(x509.BasicConstraints(ca, how.get("path")), critical=True)
        if how.get("signs") is not None:
            builder = builder.add_extension(_usage(how["signs"]), critical=True)
        if how.get("extension"):
            builder = builder.add_extension(x509.UnrecognizedExtension(EXTENSION, how["extension"]), critical=False)
        return builder.sign(by[1], hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(signs: bool) -> x509.KeyUsage:
    names = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign")
    nothing = dict.fromkeys((*names, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=not signs, key_cert_sign=signs, **nothing)
