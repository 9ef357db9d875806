"""SIGSTOP and SIGCONT: a process that hangs, a session that hangs, an owner that wakes up after its successor began."""

import signal
import time
from collections.abc import Callable
from typing import Any

from tools.faults import kernel
from tools.faults.house import WORKER
from tools.faults.scene import Injury, Scene
from tools.faults.sessions import sessions_of

_SHORTEST_S, _LONGEST_S = 0.5, 2.5
_SESSION_S = 18.0
"""Longer than the membership of a worker lasts without a heartbeat."""
_SECOND = "receipts.worker.second"


def freeze(name: str) -> Callable[[Scene], Injury]:
    """Freeze a process or a server for a while."""

    def act(scene: Scene) -> Injury:
        child = scene.house.stack.child(name)
        return _frozen(scene, child.pid, stop=child.pause, resume=child.resume)

    return act


def freeze_session(scene: Scene) -> Injury:
    """Freeze a backend of the database in which the worker writes the ledger."""
    pid = sessions_of(scene, "receipts")[0]

    def send(number: signal.Signals) -> None:
        kernel.signal_to(pid, number)

    return _frozen(scene, pid, stop=lambda: send(signal.SIGSTOP), resume=lambda: send(signal.SIGCONT))


def freeze_owner(scene: Scene) -> Injury:
    """Freeze the worker in a transaction until another one took over; it wakes up, and one of them remains."""
    house = scene.house
    pid, began = house.stack.pid(WORKER), time.time()
    house.arm("before_commit", "stop")
    house.wait(lambda: kernel.state(pid) == "T", "the freeze")
    house.runner.run(house.stack.start_copy(WORKER, _SECOND))
    house.wait(lambda: time.time() > began + _SESSION_S, "the end of the session")
    told = _told(pid, began)
    house.stack.child(WORKER).resume()
    house.wait(lambda: house.watcher.published_after(told["ended"]) is not None, "receipts of the second worker")
    house.runner.run(house.stack.stop(_SECOND))
    del house.stack.processes.children[_SECOND]
    return Injury(told, time.time())


def _frozen(scene: Scene, pid: int, *, stop: Callable[[], None], resume: Callable[[], None]) -> Injury:
    began = time.time()
    stop()
    try:
        scene.house.wait(lambda: kernel.state(pid) == "T", "the freeze")
        time.sleep(scene.dice.uniform(_SHORTEST_S, _LONGEST_S))
        told = _told(pid, began)
    finally:
        resume()
    return Injury(told, told["ended"])


def _told(pid: int, began: float) -> dict[str, Any]:
    now = time.time()
    start = kernel.start_ticks(pid)
    return {
        "pid": pid,
        "start": start,
        "state": kernel.state(pid),
        "seconds": now - began,
        "began": began,
        "ended": now,
    }
