"""What makes a part of the bench void, and what it says of processor time."""

import os

import pytest

from tools.bench import calibration, processor_time
from tools.bench.calibration import Calibration
from tools.bench.figures import Part
from tools.bench.table import lines


def closed(before: float, after: float) -> Part:
    """A part whose machine went at these speeds before and after."""
    part, running = Part("a part"), Calibration.__new__(Calibration)
    running.before = before
    running.close(part, after)
    return part


@pytest.mark.parametrize(
    ("after", "void"), [(100.0, False), (81.0, False), (119.0, False), (79.0, True), (121.0, True)]
)
def test_a_drift_of_more_than_a_fifth_voids_a_part(after: float, *, void: bool) -> None:
    part = closed(100.0, after)
    assert bool(part.void) is void
    assert "100.0 before" in part.notes[0]


def test_counts_that_differ_void_a_part_and_are_printed() -> None:
    part = Part("a part")
    part.demand("receipts", expected=3, found=2)
    assert any("VOID receipts: expected 3, found 2" in line for line in lines({}, [part]))


def test_the_calibration_measures_this_machine() -> None:
    assert calibration.speed() > 0


def test_processor_time_is_told_for_each_process_and_in_all() -> None:
    part = Part("a part")
    processor_time.split(part, {"worker": 1.0, "idle": 2.0}, {"worker": 1.5, "idle": 2.0, "client": 0.25}, 1_000)
    told = {figure.name: figure.value for figure in part.figures}
    assert told == {
        "processor time of worker": 500,
        "processor time of client": 250,
        "processor time in all": 750,
    }


def test_the_kernel_tells_the_time_of_this_process() -> None:
    parent, seconds = {pid: (parent, used) for parent, pid, used in processor_time.everything()}[os.getpid()]
    assert parent == os.getppid()
    assert 0 < seconds <= sum(os.times()[:4]) + 1
