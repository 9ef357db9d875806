"""Ends what an earlier launcher of the same folder left behind, by pid and start time, never by name."""

import signal
from pathlib import Path

from tools.local.state import NotRunningError, ProcessState, State


def read(path: Path) -> State | None:
    """Return the last state written there, None when there is none that can be read."""
    try:
        return State.read(path)
    except NotRunningError:
        return None


def running(path: Path) -> dict[str, ProcessState]:
    """Return the processes of the last state that still run."""
    state = read(path)
    processes = state.processes if state else {}
    return {name: process for name, process in processes.items() if process.identity.alive()}


def end(path: Path) -> list[str]:
    """End them, services before servers, and return their names."""
    found = running(path)
    for process in reversed(found.values()):
        process.identity.end(signal.Signals(process.stop_signal), process.grace_seconds)
    return list(found)
