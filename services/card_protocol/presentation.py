"""The presentation by QR: signed by the device, with its certificate inside, good for a minute and for one practice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final

from card_protocol import beacon as beacons
from card_protocol import certificate as certificates
from card_protocol.beacon import Beacon
from card_protocol.certificate import DeviceCertificate
from card_protocol.cose import Sign1, encode, sign1
from card_protocol.encoding import base45, from_base45
from card_protocol.errors import ProtocolError
from card_protocol.fields import fields_of, octets, whole
from card_protocol.keys import KeyRing, SigningKey

PREFIX: Final = "VL1:"
LIFE: Final = timedelta(seconds=60)
SKEW: Final = timedelta(seconds=30)
_JTI, _ISSUED, _EXPIRES, _COUNTER, _REFERENCE, _CERTIFICATE, _BEACON = 1, 2, 3, 4, 5, 6, 7
_REQUIRED: Final = frozenset({_JTI, _ISSUED, _EXPIRES, _COUNTER, _CERTIFICATE})
_OPTIONAL: Final = frozenset({_REFERENCE, _BEACON})
# What fits a QR of version 15 with the lowest correction, in base45.
_LONGEST_TEXT: Final = 758
_LARGEST_COUNTER: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the device signed. `reference` names a beneficiary (8 bytes), empty for the holder."""

    jti: bytes
    issued_at: datetime
    expires_at: datetime
    counter: int
    reference: bytes
    certificate: bytes
    beacon: bytes | None


@dataclass(frozen=True, slots=True)
class Unverified:
    """A presentation before any trust in it."""

    presentation: Presentation
    message: Sign1


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine presentation; `fresh` when a beacon of this card, at most ten minutes older, is inside."""

    presentation: Presentation
    certificate: DeviceCertificate
    beacon: Beacon | None
    fresh: bool


def sign(key: SigningKey, presentation: Presentation) -> bytes:
    """Sign with the device's key."""
    fields: dict[int, Any] = {
        _JTI: presentation.jti,
        _ISSUED: int(presentation.issued_at.timestamp()),
        _EXPIRES: int(presentation.expires_at.timestamp()),
        _COUNTER: presentation.counter,
    }
    if presentation.reference:
        fields[_REFERENCE] = presentation.reference
    fields[_CERTIFICATE] = presentation.certificate
    if presentation.beacon is not None:
        fields[_BEACON] = presentation.beacon
    return sign1(key, encode(fields))


def text(message: bytes) -> str:
    """The text of the QR: only letters of its alphanumeric mode."""
    return PREFIX + base45(message)


def read(qr: str) -> Unverified:
    """A presentation of a sound shape; ProtocolError too_long or malformed otherwise."""
    if len(qr) > _LONGEST_TEXT:
        raise ProtocolError("too_long")
    if not qr.startswith(PREFIX):
        raise ProtocolError("malformed")
    message = Sign1.parse(from_base45(qr.removeprefix(PREFIX)))
    fields = fields_of(message.payload, required=_REQUIRED, optional=_OPTIONAL)
    presentation = Presentation(
        octets(fields, _JTI, 16),
        datetime.fromtimestamp(whole(fields, _ISSUED), UTC),
        datetime.fromtimestamp(whole(fields, _EXPIRES), UTC),
        whole(fields, _COUNTER, most=_LARGEST_COUNTER),
        octets(fields, _REFERENCE, 8) if _REFERENCE in fields else b"",
        octets(fields, _CERTIFICATE, range(1, 300)),
        octets(fields, _BEACON, range(1, 200)) if _BEACON in fields else None,
    )
    return Unverified(presentation, message)


def verify(unverified: Unverified, ring: KeyRing, now: datetime) -> Verified:
    """Prove it: the registry's certificate, the device's signature, the time, in this order.

    Raises:
        ProtocolError: unknown_key, signature, malformed; certificate when it has ended; life, clock_ahead (with the
            minutes), expired (with the minutes).
    """
    presentation = unverified.presentation
    certificate = certificates.read(presentation.certificate, ring)
    unverified.message.verify(certificate.key)
    check_time(presentation.issued_at, presentation.expires_at, now)
    if not certificate.issued_at - SKEW <= presentation.issued_at <= certificate.expires_at:
        raise ProtocolError("certificate")
    beacon = beacons.read(presentation.beacon, ring) if presentation.beacon is not None else None
    return Verified(presentation, certificate, beacon, _fresh(presentation, certificate, beacon))


def check_time(issued_at: datetime, expires_at: datetime, now: datetime) -> None:
    """Whether a signed moment is now, give or take 30 seconds; the error says by how many minutes it is not."""
    if not timedelta(0) < expires_at - issued_at <= LIFE:
        raise ProtocolError("life")
    if issued_at > now + SKEW:
        raise ProtocolError("clock_ahead", minutes=_minutes(issued_at - now))
    if expires_at < now - SKEW:
        raise ProtocolError("expired", minutes=_minutes(now - expires_at))


def _minutes(gap: timedelta) -> int:
    return ceil(gap / timedelta(minutes=1))


def _fresh(presentation: Presentation, certificate: DeviceCertificate, beacon: Beacon | None) -> bool:
    if beacon is None or not beacon.is_of(certificate.serial):
        return False
    return -SKEW <= presentation.issued_at - beacon.at <= beacons.LIFE
