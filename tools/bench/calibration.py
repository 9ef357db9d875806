"""How fast this machine is at this moment: a fixed piece of work before and after each part, whose drift voids it."""

import hashlib
import statistics
import time
from typing import Final

from card_protocol.keys import SigningKey, verify_raw
from tools.bench.figures import Part

MOST_DRIFT: Final = 0.20
"""A part during which the machine's speed moved by more than this share is void."""
_ROUNDS: Final = 15
_LOOPS: Final = 40_000
_SIGNATURES: Final = 60
_MESSAGE: Final = b"calibration"


def speed() -> float:
    """Rounds a second of a fixed work: interpreted code, hashing, P-256; the median of several, on one core."""
    key = SigningKey.generate()
    return 1 / statistics.median(_round(key) for _ in range(_ROUNDS))


def _round(key: SigningKey) -> float:
    started, total = time.perf_counter(), 0
    for number in range(_LOOPS):
        total += number
    for number in range(_LOOPS // 20):
        hashlib.sha256(number.to_bytes(4)).digest()
    for _ in range(_SIGNATURES):
        verify_raw(key.public, key.sign(_MESSAGE), _MESSAGE)
    return time.perf_counter() - started


class Calibration:
    """The speed when a part began, compared with that at its end."""

    def __init__(self) -> None:
        self.before = speed()

    def close(self, part: Part, after: float | None = None) -> None:
        """Note both speeds in the part, which is void when they differ by more than a fifth; `after` None = measure."""
        after = speed() if after is None else after
        drift = abs(after - self.before) / self.before
        part.notes.append(f"calibration {self.before:.1f} before, {after:.1f} after ({drift:.0%} drift)")
        if drift > MOST_DRIFT:
            part.void.append(f"the machine's speed drifted by {drift:.0%} while it ran")
