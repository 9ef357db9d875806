"""SIGKILL: of any process at any moment, of the worker at its failpoints, of broker and database."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from tools.faults import kernel
from tools.faults.house import WORKER, House
from tools.faults.scene import Injury, Scene

_LONGEST_OUTAGE_S = 1.5


def kill(name: str) -> Callable[[Scene], Injury]:
    """Kill a service wherever it stands; its supervisor starts it again at once."""

    def act(scene: Scene) -> Injury:
        before, began = _birth(scene.house, name), time.time()
        scene.house.stack.kill(name)
        return _started_again(scene.house, name, before, began=began)

    return act


def kill_at(point: str) -> Callable[[Scene], Injury]:
    """Kill the worker where it stands at a failpoint."""

    def act(scene: Scene) -> Injury:
        before, began = _birth(scene.house, WORKER), time.time()
        scene.house.arm(point, "kill")
        try:
            scene.house.died(WORKER)
        finally:
            (scene.house.stack.failpoints / point).unlink(missing_ok=True)
        return _started_again(scene.house, WORKER, before, began=began)

    return act


def restart(server: str) -> Callable[[Scene], Injury]:
    """Kill a server, leave it away for a while, start it again and wait until it answers."""

    def act(scene: Scene) -> Injury:
        house = scene.house
        before, began = _birth(house, server), time.time()
        house.stack.kill(server)
        status = house.stack.child(server).exit_code
        time.sleep(scene.dice.uniform(0, _LONGEST_OUTAGE_S))
        house.runner.run(house.stack.start(server))
        back = time.time()
        evidence = before | _birth_after(house, server) | {"wait_status": status, "began": began, "ended": back}
        return Injury(evidence, back)

    return act


def _birth(house: House, name: str) -> dict[str, Any]:
    pid = house.stack.pid(name)
    return {"pid": pid, "start_before": kernel.start_ticks(pid)}


def _birth_after(house: House, name: str) -> dict[str, Any]:
    pid = house.stack.pid(name)
    return {"pid_after": pid, "start_after": kernel.start_ticks(pid)}


def _started_again(house: House, name: str, before: Mapping[str, Any], *, began: float) -> Injury:
    died, status = house.died(name)
    house.restart_at_once(name)
    evidence = {**before, **_birth_after(house, name), "wait_status": status, "began": began, "ended": died}
    return Injury(evidence, died, (name,))
