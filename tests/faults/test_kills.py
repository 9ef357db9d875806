"""The worker is killed at every named point while claims flow: nothing lost, nothing doubled."""

import pytest

from tests.faults import kernel
from tests.faults.house import WORKER, House

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

POINTS = ("mid_copy", "before_commit", "after_commit", "after_publish")


def _kill_at(house: House, point: str) -> None:
    pid = house.stack.pid(WORKER)
    start = kernel.start_ticks(pid)
    house.arm(point, "kill")
    died, status = house.died(WORKER)
    after = house.restart_at_once(WORKER)
    house.replaced(f"kill:{point}", pid=pid, start=start, wait_status=status, pid_after=after)
    house.add(f"worker killed at {point}", house.watcher.first_receipt_after(died, timeout_s=60))
    house.ready(WORKER)


def test_a_worker_killed_twice_at_each_named_point_loses_and_doubles_nothing(house: House) -> None:
    with house.billing(paid=True):
        for point in (*POINTS, *POINTS):
            _kill_at(house, point)
    verdict = house.prove()
    assert verdict.findings.examples == []
    assert verdict.counts["lost"] == verdict.counts["doubled"] == 0
    assert verdict.counts["SettlementRecorded"] > 0, "payers paid meanwhile"
    assert verdict.counts["published twice"] > 0, "a kill after the publication makes it happen again"
