"""The mark of a care: equal for the same beneficiary, practice, day and acts, and telling nothing without the key."""

import hmac
from typing import Final

from vitale.claim.v1.claim_pb2 import Claim

KEY_BYTES: Final = 32
_MARK_BYTES: Final = 8  # one false meeting in 10^19: a human would look at it


class CareMarks:
    """HMAC-SHA256 of a care, cut to a signed 64-bit number for the index."""

    def __init__(self, key: bytes) -> None:
        """Take the key, 32 secret bytes; with another key, what was teletransmitted before is not found again."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of marks has {KEY_BYTES} bytes")
        self._key = key

    def of(self, claim: Claim) -> int:
        """The mark of the care that a claim bills; order and grouping of its acts do not matter."""
        digest = hmac.digest(self._key, b"".join(_parts(claim)), "sha256")
        return int.from_bytes(digest[:_MARK_BYTES], "big", signed=True)


def _parts(claim: Claim) -> list[bytes]:
    """Everything that makes the care, each part with its length, so that no two cares read alike."""
    acts: dict[str, int] = {}
    for line in claim.lines:
        for code in line.act_code.split("+"):
            acts[code] = acts.get(code, 0) + (line.quantity or 1)
    named = [claim.performer.practice_id, claim.care_date, *[f"{code}*{acts[code]}" for code in sorted(acts)]]
    parts = [claim.subject_id, *[text.encode() for text in named]]
    return [len(part).to_bytes(4, "big") + part for part in parts]
