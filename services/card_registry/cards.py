"""Cards as enrolment asks for them: a card made, or a holder's cards closed, inside the caller's own transaction."""

from datetime import datetime
from typing import NamedTuple, Protocol

from chassis.postgres import Connection
from vitale.card.v1.card_pb2 import DeviceClass


class Holder(NamedTuple):
    """Whose card: subject and home (16 bytes each) and the partition stored with the home."""

    subject_id: bytes
    home_id: bytes
    partition: int


class Device(NamedTuple):
    """What the card is bound to: uncompressed P-256 point (65 bytes), DeviceClass of card.proto, what it can do."""

    key_point: bytes
    device_class: DeviceClass.ValueType
    nfc: bool = False
    platform: str = "browser"


class NewCard(NamedTuple):
    """A card just made: serial (16 bytes), its device certificate (COSE_Sign1), and when that ends."""

    serial: bytes
    certificate: bytes
    expires_at: datetime


class Cards(Protocol):
    """Makes and closes cards.

    `conn` is in a transaction of the caller: state and events become durable with it, or not at all. After the commit
    the caller wakes the relay.
    """

    async def activate(self, conn: Connection, holder: Holder, device: Device, *, at: datetime) -> NewCard:
        """Make a card; the holder's living card, if any, ends as RENEWED. The holder has one living card at a time.

        Not idempotent: the caller keeps the serial with its file, and gives it again when asked again.
        """
        ...

    async def close(self, conn: Connection, subject_id: bytes, *, reason: str, at: datetime) -> int:
        """Close the holder's living card, after a death or the end of affiliation; how many were closed.

        `reason` is a stable word such as "death".
        """
        ...

    async def certificate(self, conn: Connection, serial: bytes) -> NewCard | None:
        """The certificate a card has now, for a caller that repeats an activation; None for an unknown serial."""
        ...
