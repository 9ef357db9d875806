"""What was scanned or tapped, once its signatures hold: which card, when, for whom; without a look at any database."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vitale.card.v1 import card_pb2 as pb

_ID_BYTES: Final = 16

DEFERRED_WINDOW: Final = timedelta(hours=72)
"""How long after the scan a presentation without network may be redeemed (a stand-in)."""

_KEPT_LONGER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scan:
    """A genuine presentation of a card; `reference` is empty for the holder."""

    presentation_id: bytes
    serial: bytes
    method: pb.ProofMethod.ValueType
    freshness: pb.Freshness.ValueType
    reference: bytes
    signed_at: datetime
    expires_at: datetime

    @property
    def kept_until(self) -> datetime:
        """From then on nobody could redeem it again, even without network."""
        return self.expires_at + DEFERRED_WINDOW + _KEPT_LONGER


def presentation_id_of(serial: bytes, unique: bytes) -> bytes:
    """What makes a presentation unique: drawn from the card too, so that no card uses up the number of another's."""
    return hashlib.sha256(serial + unique).digest()[:_ID_BYTES]
