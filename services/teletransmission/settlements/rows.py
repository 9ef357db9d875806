"""What a settlement needs of the claim behind its receipt, read from the claim that intake holds."""

from contracts.codec import receipt_id_of
from teletransmission.settlements.drafts import ClaimBehind
from vitale.claim.v1.claim_pb2 import Claim


def behind_of(claim: Claim, home_id: bytes, partition: int) -> tuple[bytes, ClaimBehind]:
    """The receipt of a claim, and the claim."""
    issuer = claim.performer.practice_id
    behind = ClaimBehind(home_id, partition, claim.subject_id, issuer, claim.claim_id, claim.version)
    return receipt_id_of(issuer, claim.claim_id), behind
