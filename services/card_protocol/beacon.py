"""The beacon: the registry says that a card was active at a moment; a QR that holds a young one is fresh."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from card_protocol.certificate import registry_payload
from card_protocol.cose import encode, sign1
from card_protocol.fields import fields_of, octets, whole
from card_protocol.keys import KeyRing, SigningKey

LIFE: Final = timedelta(minutes=10)
_SERIAL, _AT = 1, 2
_PREFIX: Final = 8
_LARGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Beacon:
    """The first 8 bytes of a card's serial, and when the registry saw it active."""

    serial_prefix: bytes
    at: datetime

    def is_of(self, serial: bytes) -> bool:
        """Whether it was given to this card."""
        return serial[:_PREFIX] == self.serial_prefix


def issue(key: SigningKey, serial: bytes, at: datetime) -> bytes:
    """Sign a beacon for a card."""
    return sign1(key, encode({_SERIAL: serial[:_PREFIX], _AT: int(at.timestamp())}), kid=key.kid8)


def read(data: bytes, ring: KeyRing) -> Beacon:
    """A beacon that the registry signed; ProtocolError otherwise."""
    fields = fields_of(registry_payload(data, ring, largest=_LARGEST), required=frozenset({_SERIAL, _AT}))
    return Beacon(octets(fields, _SERIAL, _PREFIX), datetime.fromtimestamp(whole(fields, _AT), UTC))
