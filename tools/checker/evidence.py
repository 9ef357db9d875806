"""Faults count only with evidence that their cause could not have made up, and a run below its quotas proves nothing.

A line (JSON) names its "fault", when it "began" and "ended" (seconds since 1970), and by the word before the colon:

kill, restart   "pid", "pid_after", "start_before", "start_after" (ticks of the kernel), "wait_status" (-9: SIGKILL)
freeze          "pid", "state" ("T": the kernel said stopped), "seconds"
backend         "pid", "start_before", and "start_after" of the same pid: null when the kernel knows it no more
lock            "blocked": sessions that the database said were waiting for it, "seconds"
record          "topic", "partition", "offsets" of what was sent, "outcome" that one of them must have in the topics

Proved so, it is counted when work was under way: claims had come shortly before it began, and receipts came after it.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SIGKILL = -9
BEFORE_S, AFTER_S = 10.0, 90.0
"""How shortly before a fault a claim must have come, and how soon after it a receipt."""
EVIDENCED, WITHOUT = "faults with evidence", "faults without evidence"

Line = Mapping[str, Any]
Place = tuple[str, int, int]
"""(topic, partition, offset)."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many of something."""

    name: str
    least: int

    @classmethod
    def parse(cls, text: str) -> "Quota":
        """Read NAME=NUMBER.

        Raises:
            ValueError: not of that form.
        """
        name, _, number = text.rpartition("=")
        return cls(name, int(number))


@dataclass(frozen=True)
class Witness:
    """What the topics themselves say: when claims and receipts came (sorted, ms since 1970), what records became."""

    claims_ms: Sequence[int] = ()
    receipts_ms: Sequence[int] = ()
    outcomes: Mapping[Place, str] = field(default_factory=dict)

    def working(self, line: Line) -> bool:
        """Whether claims had come before the fault, and receipts came after it."""
        began, ended = line.get("began"), line.get("ended")
        if began is None or ended is None or ended < began:
            return False
        before = _any_within(self.claims_ms, (began - BEFORE_S) * 1000, began * 1000)
        return before and _any_within(self.receipts_ms, ended * 1000, (ended + AFTER_S) * 1000)

    def became(self, line: Line) -> bool:
        """Whether a record of the line has the outcome that it names."""
        places = ((line.get("topic", ""), line.get("partition", -1), offset) for offset in line.get("offsets", ()))
        return any(self.outcomes.get(place) == line.get("outcome") is not None for place in places)


def _any_within(sorted_ms: Sequence[int], first: float, last: float) -> bool:
    return bisect_left(sorted_ms, first) < bisect_right(sorted_ms, last)


def _replaced(line: Line) -> bool:
    before, after = line.get("start_before"), line.get("start_after")
    return None not in {before, after} and before != after and line.get("pid") != line.get("pid_after")


def _killed(line: Line) -> bool:
    return line.get("wait_status") == SIGKILL and _replaced(line)


def _frozen(line: Line) -> bool:
    return line.get("state") == "T" and float(line.get("seconds", 0)) > 0


def _ended(line: Line) -> bool:
    return line.get("start_before") is not None and line.get("start_after", 0) is None


def _locked(line: Line) -> bool:
    return bool(line.get("blocked")) and float(line.get("seconds", 0)) > 0


def _sent(line: Line) -> bool:
    return bool(line.get("offsets"))


_PROOFS: Mapping[str, Callable[[Line], bool]] = {
    "kill": _killed,
    "restart": _killed,
    "freeze": _frozen,
    "backend": _ended,
    "lock": _locked,
    "record": _sent,
}


def proved(line: Line) -> bool:
    """Whether the line by itself holds what only kernel or database could have told."""
    proof = _PROOFS.get(kind_of(line))
    return proof is not None and proof(line)


def kind_of(line: Line) -> str:
    """The word before the colon."""
    return str(line.get("fault", "")).partition(":")[0]


def counts(line: Line, witness: Witness) -> bool:
    """Whether the fault happened, to a system at work."""
    if not proved(line) or not witness.working(line):
        return False
    return kind_of(line) != "record" or witness.became(line)


def tally(lines: Iterable[Line], witness: Witness) -> Counter[str]:
    """Faults that count, in all and by name, and how many do not."""
    found: Counter[str] = Counter()
    for line in lines:
        if counts(line, witness):
            found.update((EVIDENCED, f"fault {line['fault']}"))
        else:
            found[WITHOUT] += 1
    return found


def read(path: Path) -> list[Line]:
    """The lines of a file."""
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def unmet(quotas: Iterable[Quota], reached: Mapping[str, int]) -> list[str]:
    """The quotas that were not met, in words."""
    return [
        f"{quota.name}: {reached.get(quota.name, 0)} of at least {quota.least}"
        for quota in quotas
        if reached.get(quota.name, 0) < quota.least
    ]
