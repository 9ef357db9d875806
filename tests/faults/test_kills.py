"""The worker is killed at every named point while claims, payments and decisions flow: none is lost, none doubled."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from tools.faults import kernel
from tools.faults.decisions import cheaper
from tools.faults.doors import today
from tools.faults.house import WORKER, House
from tools.faults.kinds import POINTS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

PARTITIONS = 24


def _kill_at(house: House, point: str) -> None:
    pid = house.stack.pid(WORKER)
    start, began = kernel.start_ticks(pid), time.time()
    house.arm(point, "kill")
    died, status = house.died(WORKER)
    after = house.restart_at_once(WORKER)
    births = {"pid": pid, "start": start, "pid_after": after}
    house.replaced(f"kill:{point}", **births, wait_status=status, began=began, ended=died)
    house.add(f"worker killed at {point}", house.watcher.first_receipt_after(died, timeout_s=60))
    house.ready(WORKER)


@contextlib.contextmanager
def _reassessing(house: House, tables: str) -> Iterator[None]:
    """Meanwhile an operator brings other tables into force and has today's receipts settled again under them."""
    of_today = ("--since", today().isoformat(), "--send", "--yes")
    child = house.program(
        "operator", "tools.operators", "--state", house.state, "reassess", "--tables", tables, *of_today
    )
    try:
        yield
        assert "receipts sent" in house.finished(child)
    finally:
        child.kill()


def test_a_worker_killed_twice_at_each_named_point_loses_and_doubles_nothing(house: House) -> None:
    with house.billing(paid=True):
        with _reassessing(house, str(cheaper(house.papers))):
            for point in POINTS:
                _kill_at(house, point)
        with _reassessing(house, "current"):
            for point in POINTS:
                _kill_at(house, point)
    verdict = house.prove()
    assert verdict.findings.examples == []
    assert verdict.counts["lost"] == verdict.counts["doubled"] == 0
    assert verdict.counts["SettlementRecorded"] > 0, "payers paid meanwhile"
    assert verdict.counts["applied activate"] >= 3 * PARTITIONS, "this build's rules, cheaper ones, and back again"
    assert verdict.counts["applied reassess"] > 1, "decided in both rounds"
    assert verdict.counts["receipts reassessed"] > 5, "which moved amounts"
    assert verdict.counts["published twice"] > 0, "a kill after the publication makes it happen again"
