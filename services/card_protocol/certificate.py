"""The device certificate: the registry says which key speaks for which card, so that a QR can be proven offline."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from card_protocol.cose import Sign1, encode, sign1
from card_protocol.errors import ProtocolError
from card_protocol.fields import fields_of, octets, whole
from card_protocol.keys import KeyRing, PublicKey, SigningKey, key_from_point

REGISTRY: Final = "vitale:card_registry"
_SERIAL, _POINT, _CLASS, _ISSUED, _EXPIRES = 1, 2, 3, 4, 5
_KEYS: Final = frozenset({_SERIAL, _POINT, _CLASS, _ISSUED, _EXPIRES})
_LARGEST: Final = 300
_HIGHEST_CLASS: Final = 255


@dataclass(frozen=True, slots=True)
class DeviceCertificate:
    """Card serial (16 bytes), compressed point of the device key (33 bytes), class, life."""

    serial: bytes
    key_point: bytes
    device_class: int
    issued_at: datetime
    expires_at: datetime

    @property
    def key(self) -> PublicKey:
        """The device's key."""
        return key_from_point(self.key_point)


def issue(key: SigningKey, certificate: DeviceCertificate) -> bytes:
    """Sign a certificate with the registry's key."""
    payload = {
        _SERIAL: certificate.serial,
        _POINT: certificate.key_point,
        _CLASS: certificate.device_class,
        _ISSUED: int(certificate.issued_at.timestamp()),
        _EXPIRES: int(certificate.expires_at.timestamp()),
    }
    return sign1(key, encode(payload), kid=key.kid8)


def read(data: bytes, ring: KeyRing) -> DeviceCertificate:
    """A certificate that the registry signed; ProtocolError otherwise. Its life is for the caller to compare."""
    fields = fields_of(registry_payload(data, ring, largest=_LARGEST), required=_KEYS)
    certificate = DeviceCertificate(
        octets(fields, _SERIAL, 16),
        octets(fields, _POINT, 33),
        whole(fields, _CLASS, most=_HIGHEST_CLASS),
        datetime.fromtimestamp(whole(fields, _ISSUED), UTC),
        datetime.fromtimestamp(whole(fields, _EXPIRES), UTC),
    )
    key_from_point(certificate.key_point)
    return certificate


def class_of(data: bytes) -> int:
    """The class in a certificate of one's own, which needs no proof; ProtocolError when it is none."""
    fields = fields_of(Sign1.parse(data, largest=_LARGEST).payload, required=_KEYS)
    return whole(fields, _CLASS, most=_HIGHEST_CLASS)


def registry_payload(data: bytes, ring: KeyRing, *, largest: int) -> bytes:
    """The payload of a message that the registry signed."""
    message = Sign1.parse(data, largest=largest)
    key = ring.get8(REGISTRY, message.kid) if message.kid is not None else None
    if key is None:
        raise ProtocolError("unknown_key")
    return message.verify(key)
