"""What the registry signs for a device: its certificate, renewed while the key is young enough, and beacons."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from card_protocol import beacon, certificate
from card_protocol.certificate import DeviceCertificate
from card_protocol.keys import SigningKey, compressed, key_from_point
from card_registry.card import Life
from card_registry.cards import Device, Holder
from card_registry.store import Card
from vitale.card.v1.card_pb2 import CARD_STATE_ACTIVE

KEY_LIFE: Final = timedelta(days=365)
"""Longest life of a device key: then the card is activated again (reliability design, section 4.4; a stand-in)."""

CERTIFICATE_LIFE: Final = timedelta(days=90)
"""Life of one certificate: what a lost phone without network could still show, at worst (a stand-in)."""

RENEWED_BEFORE: Final = timedelta(days=30)
"""A certificate that ends sooner than this is renewed when the phone asks for a beacon."""

_SERIAL_BYTES: Final = 16


class Issuing:
    """Signs for devices with the registry's key."""

    def __init__(self, key: SigningKey) -> None:
        """Take the signing key."""
        self._key = key

    def new_card(self, holder: Holder, device: Device, at: datetime) -> Card:
        """An active card with a serial of its own and its first certificate."""
        serial = secrets.token_bytes(_SERIAL_BYTES)
        ends = (at + CERTIFICATE_LIFE).replace(microsecond=0)
        return Card(
            serial=serial,
            holder=holder,
            life=Life(CARD_STATE_ACTIVE),
            device=device,
            certificate=self._certificate(serial, device, at, ends),
            certificate_ends=ends,
            made_at=at,
            active_since=at,
            changed_at=at,
        )

    def renewed(self, card: Card, now: datetime) -> tuple[bytes, datetime] | None:
        """A later certificate and when it ends; None while the present one is good for long, or the key is too old."""
        ends = min(now + CERTIFICATE_LIFE, card.made_at + KEY_LIFE).replace(microsecond=0)
        if card.certificate_ends - now > RENEWED_BEFORE or ends <= card.certificate_ends or ends <= now:
            return None
        return self._certificate(card.serial, card.device, now, ends), ends

    def beacon(self, serial: bytes, at: datetime) -> bytes:
        """The registry's word that the card was active at that moment."""
        return beacon.issue(self._key, serial, at)

    def _certificate(self, serial: bytes, device: Device, at: datetime, ends: datetime) -> bytes:
        point = compressed(key_from_point(device.key_point))
        return certificate.issue(self._key, DeviceCertificate(serial, point, device.device_class, at, ends))
