"""Faults count only with evidence that the kernel kept, and a run below its quotas proves nothing: it is void.

A line of evidence (JSON): {"fault": "kill:before_commit", "pid": n, "start_before": ticks, "start_after": ticks,
"wait_status": -9} for a killed process; {"fault": "freeze", "pid": n, "state": "T", "seconds": s} for a frozen one;
{"fault": "restart:database" | "restart:broker", "pid": n, "start_before": …, "start_after": …, "pid_after": n}.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIGKILL = -9


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


def counts(line: Mapping[str, Any]) -> bool:
    """Whether the line holds what only the kernel could have told."""
    fault = str(line.get("fault", ""))
    restarted = line.get("start_before") is not None and line.get("start_before") != line.get("start_after")
    if fault.startswith("kill:"):
        return line.get("wait_status") == SIGKILL and restarted
    if fault == "freeze":
        return line.get("state") == "T" and float(line.get("seconds", 0)) > 0
    return fault.startswith("restart:") and restarted and line.get("pid") != line.get("pid_after")


def faults(lines: Iterable[str]) -> tuple[Counter[str], int]:
    """Evidenced faults by name, and how many lines had no evidence."""
    found: Counter[str] = Counter()
    without = 0
    for text in lines:
        line = json.loads(text)
        if counts(line):
            found[line["fault"]] += 1
        else:
            without += 1
    return found, without


def read(path: Path) -> tuple[Counter[str], int]:
    """The evidenced faults of a file."""
    return faults(path.read_text(encoding="utf-8").splitlines())


def unmet(quotas: Iterable[Quota], reached: Mapping[str, int]) -> list[str]:
    """The quotas that were not met, in words."""
    return [
        f"{quota.name}: {reached.get(quota.name, 0)} of at least {quota.least}"
        for quota in quotas
        if reached.get(quota.name, 0) < quota.least
    ]
