"""A claim as intake keeps it, for settlements to find."""

from datetime import date

from contracts.codec import receipt_id_of
from teletransmission.drafts import Draft, Filed
from tests.teletransmission.settlements.stated import ISSUER
from vitale.claim.v1.claim_pb2 import Claim, Performer

HOME, CAMILLE, PARTITION = b"H" * 16, b"C" * 16, 7


def kept_claim(claim_id: str = "F-1") -> Draft:
    """A draft of version 1."""
    claim = Claim(claim_id=claim_id, version=1, subject_id=CAMILLE, performer=Performer(practice_id=ISSUER))
    return Draft(
        receipt_id=receipt_id_of(ISSUER, claim_id),
        content_hash=bytes(32),
        accepted_at_us=1,
        home_id=HOME,
        partition=PARTITION,
        subject_id=CAMILLE,
        message=claim.SerializeToString(),
        filed=Filed(ISSUER, claim_id, date(2026, 3, 10), None, 0),
    )
