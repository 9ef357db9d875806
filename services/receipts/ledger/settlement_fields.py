"""What the ledger cannot do without in a settlement: the first field that is missing or malformed, by name."""

import re
from datetime import date
from typing import Final

from contracts.codec import receipt_id_of
from vitale.settlement.v1.settlement_pb2 import (
    PAID_TO_INSURED,
    PAID_TO_PROFESSIONAL,
    PAYER_KIND_AMC,
    PAYER_KIND_AMO,
    Settlement,
)

_ID_BYTES: Final = 16
_HASH_BYTES: Final = 32
_REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,35}")
_NUMBER: Final = re.compile(r"[A-Z0-9]{1,16}")
_PAYERS: Final = frozenset({PAYER_KIND_AMO, PAYER_KIND_AMC})
_PAID_TO: Final = frozenset({PAID_TO_PROFESSIONAL, PAID_TO_INSURED})


def wrong_field(settlement: Settlement) -> str | None:
    """The name of the first field that is wrong, or None."""
    if settlement.receipt_id != receipt_id_of(settlement.issuer, settlement.claim_id):
        return "receipt_id"
    if len(settlement.subject_id) != _ID_BYTES:
        return "subject_id"
    payer = settlement.payer
    if payer.kind not in _PAYERS or not _NUMBER.fullmatch(payer.number):
        return "payer"
    if not _REFERENCE.fullmatch(settlement.reference):
        return "reference"
    if len(settlement.content_hash) != _HASH_BYTES:
        return "content_hash"
    return _wrong_outcome(settlement)


def _wrong_outcome(settlement: Settlement) -> str | None:
    try:
        date.fromisoformat(settlement.day)
    except ValueError:
        return "day"
    if settlement.HasField("rejected"):
        return None
    paid = settlement.paid
    return None if paid.to in _PAID_TO and paid.amount_cents else "paid"
