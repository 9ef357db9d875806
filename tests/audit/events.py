"""Accesses made up for the tests."""

import hashlib

from vitale.access.v1.access_pb2 import ACCESS_DECISION_GRANTED, AccessEvent

LEA, NOE = b"l" * 16, b"n" * 16


def access(number: int, *, subject: bytes = LEA) -> AccessEvent:
    """The access of a number; the same number is the same access."""
    return AccessEvent(
        subject_id=subject,
        at_us=1_790_000_000_000_000 + number,
        access_id=hashlib.sha256(str(number).encode()).digest()[:16],
        practice_id="990000010",
        action="rights",
        purpose="care",
        decision=ACCESS_DECISION_GRANTED,
    )
