"""What an injection works with, and what it gives back: the evidence of one fault and where to look for recovery."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tools.faults.doors import RawDoor
from tools.faults.house import House


@dataclass(frozen=True)
class Scene:
    """The house, the campaign's dice and a way to write raw records."""

    house: House
    dice: Random
    raw: RawDoor


@dataclass(frozen=True)
class Injury:
    """One fault that was done. `evidence` is its line but for the name; `ready`: processes that must come back.

    `since` (seconds since 1970) is when its cause was over, or its victim dead: recovery is measured from there.
    """

    evidence: Mapping[str, Any]
    since: float
    ready: tuple[str, ...] = ()
