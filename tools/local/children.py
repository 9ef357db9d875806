"""One child process: in its own session, tied to the launcher's life, logged to a file, ended by its own pid."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.local.pids import ProcessIdentity

SHIM = Path(__file__).with_name("shim.py")
Probe = Callable[[], Awaitable[bool]]


class ChildError(RuntimeError):
    """A child ended, or was not ready in time; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `user` None: the launcher's own; `death_signal` is what the kernel sends when the launcher dies."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 15.0


def shimmed(command: Sequence[str], *, user: str | None, death_signal: signal.Signals) -> list[str]:
    """Return `command` wrapped so that it drops to `user` and dies with this process."""
    head = [sys.executable, "-I", "-S", str(SHIM), str(os.getpid()), str(int(death_signal)), user or "-"]
    return [*head, *command]


class Child:
    """A started program. Start it from a thread that lives as long as the launcher: the kernel ties the child to it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._popen: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def pid(self) -> int:
        """The process id; 0 when it was never started."""
        return self._popen.pid if self._popen else 0

    @property
    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._popen.poll() if self._popen else None

    def identity(self) -> ProcessIdentity | None:
        """Return what proves later that this pid is still this process."""
        return ProcessIdentity.of(self.pid) if self.running else None

    def start(self) -> None:
        """Start the program; its output is appended to its log."""
        if self.running:
            raise ChildError(f"{self.name} runs already (pid {self.pid})")
        program = self.program
        program.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_start = program.log.stat().st_size if program.log.exists() else 0
        with program.log.open("ab") as log:
            self._popen = subprocess.Popen(
                shimmed(program.command, user=program.user, death_signal=program.death_signal),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(program.env) or None,
                cwd=program.cwd,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process itself, if it still runs."""
        if self._popen is not None and self.running:
            self._popen.send_signal(number)

    def kill(self) -> None:
        """End the process and its group at once, and reap it."""
        if self._popen is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def pause(self) -> None:
        """Freeze it (SIGSTOP)."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Wake it after `pause`."""
        self.signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ask politely, wait for the grace time, then kill. Blocks."""
        if self.running:
            self.ask_to_stop()
            deadline = time.monotonic() + self.program.grace_seconds
            while self.running and time.monotonic() < deadline:
                time.sleep(0.02)
        self.kill()

    async def stop_gently(self) -> None:
        """Do the same as `stop` without blocking the event loop."""
        if self.running:
            self.ask_to_stop()
            deadline = time.monotonic() + self.program.grace_seconds
            while self.running and time.monotonic() < deadline:  # noqa: ASYNC110 - an exit has no event to wait for
                await asyncio.sleep(0.02)
        self.kill()

    def ask_to_stop(self) -> None:
        """Send the polite signal; wake a frozen process so that it can hear it."""
        self.signal(self.program.stop_signal)
        self.signal(signal.SIGCONT)

    def log_tail(self, lines: int = 15) -> str:
        """Return the last lines this run has written."""
        if not self.program.log.exists():
            return ""
        text = self.program.log.read_bytes()[self._log_start :].decode(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    async def wait_ready(self, probe: Probe, *, timeout_seconds: float) -> None:
        """Wait until `probe` says yes; raise ChildError with the end of the log when it ends or the time is over."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            if not self.running:
                raise ChildError(
                    f"{self.name} ended with code {self.exit_code} before it was ready.\n{self.log_tail()}"
                )
            if await probe():
                return
            if time.monotonic() > deadline:
                raise ChildError(f"{self.name} was not ready within {timeout_seconds:.0f} s.\n{self.log_tail()}")
            await asyncio.sleep(0.05)
