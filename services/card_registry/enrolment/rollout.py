"""The phased roll-out as dated data: which path is open where and for whom on a day, and when it opens. Pure."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

from vitale.card.v1 import enrolment_service_pb2 as pb

PATHS: Final = {"france_identite": pb.ENROLMENT_PATH_FRANCE_IDENTITE, "video": pb.ENROLMENT_PATH_VIDEO}
_EVERYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class Opening:
    """From `opens_on`, a path is open in these departments for these schemes; None means all."""

    opens_on: date
    path: pb.EnrolmentPath.ValueType
    departments: frozenset[str] | None
    schemes: frozenset[str] | None
    source: str

    def concerns(self, path: pb.EnrolmentPath.ValueType, department: str, scheme: str) -> bool:
        """Whether it is about this path, department and scheme."""
        return (
            path == self.path
            and (self.departments is None or department in self.departments)
            and (self.schemes is None or scheme in self.schemes)
        )


@dataclass(frozen=True, slots=True)
class Rollout:
    """Every opening."""

    openings: tuple[Opening, ...]

    def opens_on(self, path: pb.EnrolmentPath.ValueType, department: str, scheme: str) -> date | None:
        """First day on which a path is open there; None when no day is known."""
        days = [one.opens_on for one in self.openings if one.concerns(path, department, scheme)]
        return min(days, default=None)

    def is_open(self, path: pb.EnrolmentPath.ValueType, department: str, scheme: str, day: date) -> bool:
        """Whether a path is open there on a day."""
        first = self.opens_on(path, department, scheme)
        return first is not None and first <= day

    @property
    def departments(self) -> list[str]:
        """Departments that some opening names."""
        return sorted({one for opening in self.openings for one in opening.departments or ()})


def load() -> Rollout:
    """The roll-out of this build, from rollout.csv beside this module."""
    text = files(__package__).joinpath("rollout.csv").read_text(encoding="utf-8")
    return read(text.splitlines())


def read(lines: Iterable[str]) -> Rollout:
    """The roll-out of a CSV file; ValueError or KeyError for a row that is not one."""
    return Rollout(tuple(_opening(row) for row in csv.DictReader(lines, delimiter=";")))


def _opening(row: dict[str, str]) -> Opening:
    if not row["source"]:
        raise ValueError(f"the opening of {row['opens_on']} has no source")
    return Opening(
        date.fromisoformat(row["opens_on"]),
        PATHS[row["path"]],
        _words(row["departments"]),
        _words(row["schemes"]),
        row["source"],
    )


def _words(text: str) -> frozenset[str] | None:
    return None if text == _EVERYWHERE else frozenset(text.split())
