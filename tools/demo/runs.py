"""Counts the runs of the demo on one `.local`, and keeps the day on which its background people were made."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from chassis.clock import Clock
from tools.demo.cast import RUNS
from tools.simulators.population.cover import PARIS

_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number, and the day on which the background people were as old as they are."""

    number: int
    anchor: date


def next_run(path: Path, clock: Clock) -> Run:
    """Take the next number and write it down first, so that a run that is killed is never played again.

    Without the file (first run, or it was lost beside a database that was kept) the number comes from the clock.
    """
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        run = Run(int(known["number"]) + 1, date.fromisoformat(known["anchor"]))
    except (OSError, ValueError, KeyError):
        run = Run(int(clock.now().timestamp()) // _MINUTE_S % RUNS, clock.today(PARIS))
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({**asdict(run), "anchor": run.anchor.isoformat()}) + "\n", encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - the rename that replaces
    return run
