"""What the kernel knows of a process: when it began, in which state it is. Evidence, not the program's own word."""

import os
import signal
from pathlib import Path

_STATE, _START = 0, 19
"""Fields after the command name in /proc/<pid>/stat."""


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def start_ticks(pid: int) -> int:
    """Clock ticks since boot at which the process began.

    Raises:
        FileNotFoundError: there is no such process.
    """
    return int(_fields(pid)[_START])


def state(pid: int) -> str:
    """One letter: R running, S sleeping, T stopped, Z dead and not yet reaped.

    Raises:
        FileNotFoundError: there is no such process.
    """
    return _fields(pid)[_STATE]


def born(pid: int) -> int | None:
    """Its start, or None when there is no such process, or only its corpse."""
    try:
        return None if state(pid) in "ZX" else start_ticks(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None


def signal_to(pid: int, number: signal.Signals) -> None:
    """Send a signal to one process."""
    os.kill(pid, number)
