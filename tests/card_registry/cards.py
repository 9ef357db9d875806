"""Cards, practices and redemptions made for tests of the registry's stores."""

import secrets
from datetime import UTC, datetime, timedelta

from card_protocol.keys import SigningKey, point
from card_registry import events, records
from card_registry.cards import Device, Holder
from card_registry.presentation.scan import presentation_id_of
from card_registry.store import Card, Claimant, Context, Person, Practice, Redemption
from vitale.card.v1 import card_pb2 as pb

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SURGERY = Practice("RPPS:90000000007", "Cabinet du Port", "90000000007", "gp")
PHARMACY = Practice("FINESS:010000024", "Pharmacie du Parc", "90000000015", "pharmacy")


def holder(partition: int = 3) -> Holder:
    """A person nobody knows."""
    return Holder(secrets.token_bytes(16), secrets.token_bytes(16), partition)


def device(device_class: pb.DeviceClass.ValueType = pb.DEVICE_CLASS_TEE) -> Device:
    """A phone with a fresh key."""
    return Device(point(SigningKey.generate().public), device_class, nfc=True, platform="android")


def context(card: Card, *, presented: Person | None = None, at: datetime = NOON, **changes: object) -> Context:
    """A context of a presentation to the surgery."""
    usual = {
        "context_id": secrets.token_bytes(16),
        "serial": card.serial,
        "holder_id": card.holder.subject_id,
        "presented": presented or card.holder,
        "practice": SURGERY,
        "purposes": ("rights", "billing"),
        "method": pb.PROOF_METHOD_QR,
        "freshness": pb.FRESHNESS_FRESH,
        "proof_time": at,
        "started_at": at,
        "ends_at": at + timedelta(hours=4),
    }
    return Context(**{**usual, **changes})  # type: ignore[arg-type]  # what the test states


def redemption(
    card: Card,
    *,
    unique: bytes = b"",
    claimant: Claimant | None = None,
    of: Context | None = None,
    deferred: bool = False,
) -> Redemption:
    """A presentation of a card to be used up."""
    opened = of or context(card)
    return Redemption(
        presentation_id=presentation_id_of(card.serial, unique or secrets.token_bytes(16)),
        claimant=claimant or Claimant("jkt:one", bytes(16)),
        context=opened,
        event=records.body_of(events.presented(opened)),
        accesses=events.presentation_accesses(opened, card.holder),
        kept_until=opened.started_at + timedelta(hours=73),
        deferred=deferred,
    )
