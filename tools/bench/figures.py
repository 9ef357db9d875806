"""What a part of the bench gives: named figures with units, a target where there is one, and reasons to be void."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `least` or `most` is what it should reach."""

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.least is not None:
            return self.value >= self.least
        return None if self.most is None else self.value <= self.most

    @property
    def target(self) -> str:
        """The target in words."""
        if self.least is not None:
            return f">= {self.least:g}"
        return "" if self.most is None else f"< {self.most:g}"


@dataclass
class Part:
    """One part of the bench."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    void: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, *, least: float | None = None, most: float | None = None) -> None:
        """Add a figure."""
        self.figures.append(Figure(name, round(value, 3), unit, least, most))

    def demand(self, what: str, *, expected: int, found: int) -> None:
        """Make the part void unless two counts agree."""
        if expected != found:
            self.void.append(f"{what}: expected {expected}, found {found}")


def quantile(values: Sequence[float], q: float) -> float:
    """The value below which the share `q` of the values lies; values need not be sorted."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))]


def median(values: Sequence[float]) -> float:
    """Median."""
    return statistics.median(values)
