"""Raw records as they stand in the topics, the value envelope, and nothing of their meaning."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CLAIM, CONTROL, RIGHTS, RECEIPT = "vitale.claim.v1", "vitale.control.v1", "vitale.rights.v1", "vitale.receipt.v1"
SETTLEMENT = "vitale.settlement.v1"
INPUTS = (CLAIM, CONTROL, RIGHTS, SETTLEMENT)
"""Topics merged by the ledger, in the order of the vector."""
FIRST_INPUTS = INPUTS[:3]
"""What the vector of an entry told before settlements were an input."""

_CLEAR = b"\x01\x00"
NO_HOME = bytes(16)


class EnvelopeError(ValueError):
    """The value does not begin with the clear envelope."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One record of a topic."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    def header(self, name: str) -> bytes | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    def body(self) -> bytes:
        """The message bytes inside the envelope.

        Raises:
            EnvelopeError: no value, or not the clear envelope.
        """
        if self.value is None or self.value[:2] != _CLEAR:
            raise EnvelopeError("the value has no clear envelope")
        return self.value[2:]


Log = Mapping[tuple[str, int], tuple[Raw, ...]]
"""Every record of a topic's partition, by offset."""


def digest(records: Iterable[Raw]) -> str:
    """A digest of what stands in the topics: the same records give the same text."""
    total = hashlib.blake2b(digest_size=12)
    for record in records:
        place = f"{record.topic}/{record.partition}/{record.offset}/".encode()
        total.update(place + (record.key or b"-") + b"/" + (record.value or b"-") + repr(record.headers).encode())
    return total.hexdigest()
