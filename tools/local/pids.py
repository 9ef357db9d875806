"""Proof that a pid written down earlier is still the same process, so that nobody else's process is ever ended."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self


def boot_id() -> str:
    """Return the kernel's name for this boot, since ticks and pids start again after a reboot."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process by pid, start time (boot id and clock ticks since that boot) and command line."""

    pid: int
    started: str
    command: str

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """Read it from the kernel; None when there is no such process, or only its corpse."""
        folder = Path("/proc") / str(pid)
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return None
        return None if fields[0] in "ZX" else cls(pid, f"{boot_id()}:{fields[19]}", command)

    def alive(self) -> bool:
        """Say whether it still runs: a pid used again has another start time, an exec keeps it."""
        now = ProcessIdentity.of(self.pid)
        return now is not None and now.started == self.started

    def end(self, number: signal.Signals, grace_seconds: float) -> None:
        """Send the signal if it still runs, wait, then kill its group."""
        if not self.alive():
            return
        os.kill(self.pid, number)
        os.kill(self.pid, signal.SIGCONT)
        deadline = time.monotonic() + grace_seconds
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
