"""The circuit breaker of a partition: too many poisoned records in too short a stretch set a halt."""

from collections.abc import Sequence

WINDOW = 10_000
MOST_IN_WINDOW = WINDOW // 100
MOST_IN_A_ROW = 20
COUNTED = frozenset({"UNDECODABLE", "RULES_RAISED", "DATABASE_REFUSED", "WRONG_PARTITION"})
"""Reasons that speak of a bad deployment or a bad producer; open parameters are parked under codes of their own."""


class Breaker:
    """Counts poisoned entries by seq; `run` and `seqs` are what the ledger keeps between flushes."""

    def __init__(self, run: int, seqs: Sequence[int]) -> None:
        self.run = run
        self.seqs = list(seqs)
        self.changed = False

    def note(self, seq: int, reason: str | None) -> str | None:
        """Count the entry `seq` (parked for `reason`, or None); the reason to halt, or None."""
        if reason not in COUNTED:
            self.run = 0
            return None
        self.run += 1
        self.seqs = [known for known in self.seqs if known > seq - WINDOW]
        self.seqs.append(seq)
        self.changed = True
        if self.run >= MOST_IN_A_ROW:
            return f"{self.run} records in a row were parked, the last one as {reason}"
        if len(self.seqs) > MOST_IN_WINDOW:
            return f"{len(self.seqs)} of the last {WINDOW} entries were parked, the last one as {reason}"
        return None

    def clear(self) -> None:
        """Forget everything: an operator looked and let the partition go on."""
        self.run = 0
        self.seqs = []
        self.changed = True
