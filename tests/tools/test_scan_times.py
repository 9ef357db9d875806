"""What is told of many scans: medians, the slowest twentieth, the goal; one QR without rights and it is missed."""

import pytest

from tools.scan_times.scanning import Times


def test_both_times_are_told_with_the_goal() -> None:
    times = Times(whole_ms=[float(n) for n in range(1, 101)], after_read_ms=[10.0] * 100)
    assert list(times.told()) == [
        "100 filmed scans, 0 without rights",
        "camera pressed to rights  p50    50 ms   p95    96 ms",
        "QR read to rights         p50    10 ms   p95    10 ms",
        "goal: p95 <= 1500 ms from camera to rights: reached",
    ]


@pytest.mark.parametrize(
    "times",
    [
        Times(),
        Times(whole_ms=[100.0] * 18 + [1_600.0] * 2, after_read_ms=[1.0] * 20),
        Times(whole_ms=[100.0] * 19, after_read_ms=[1.0] * 19, unread=["not read"]),
    ],
)
def test_the_goal_is_missed_by_slow_scans_and_by_scans_without_rights(times: Times) -> None:
    assert not times.reached
    assert list(times.told())[-1].endswith("missed")
