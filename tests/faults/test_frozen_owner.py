"""A frozen owner that wakes up after another one took over changes nothing any more."""

import signal
import time

import pytest

from tools.faults import kernel
from tools.faults.house import WORKER, House

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

SECOND = "receipts.worker.second"


def test_a_worker_frozen_in_a_transaction_is_replaced_and_wakes_up_powerless(house: House) -> None:
    with house.billing():
        pid = house.stack.pid(WORKER)
        house.arm("before_commit", "stop")
        house.wait(lambda: kernel.state(pid) == "T", "the freeze")
        frozen, start = time.time(), kernel.start_ticks(pid)
        house.runner.run(house.stack.start_copy(WORKER, SECOND))
        recovery = house.watcher.first_receipt_after(frozen, timeout_s=60)
        house.wait(lambda: time.time() > frozen + 18, "the end of the session")
        assert kernel.state(pid) == "T"
        told = {"began": frozen, "ended": time.time()}
        house.note(fault="freeze", pid=pid, state=kernel.state(pid), start=start, seconds=time.time() - frozen, **told)
        house.stack.child(WORKER).signal(signal.SIGCONT)
        awake = time.time()
        house.watcher.first_receipt_after(awake + 3, timeout_s=60)
        house.add("worker frozen in a transaction, another takes over", recovery, "session 15 s")
        left = time.time()
        house.runner.run(house.stack.stop(SECOND))
        del house.stack.processes.children[SECOND]
        if not house.stack.child(WORKER).running:
            house.restart_at_once(WORKER)
        house.add("second worker leaves politely", house.watcher.first_receipt_after(left + 0.5, timeout_s=60) + 0.5)
    house.ready(WORKER)
    assert house.prove().findings.examples == []
