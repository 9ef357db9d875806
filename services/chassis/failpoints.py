"""Failpoints: named places where a fault test may stop a process; production settings refuse them."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Protocol


class FailpointRaised(Exception):  # noqa: N818 - it is an order obeyed, not an error found
    """What a failpoint raises when it is told to."""


class Failpoints(Protocol):
    """Where code announces that it stands at a named point."""

    async def hit(self, name: str) -> None:
        """Stand at a point; usually nothing happens."""
        ...

    def armed(self, name: str) -> bool:
        """Tell whether something would happen at the point, where standing there at all has a price."""
        ...


class NoFailpoints:
    """The default: nothing ever happens."""

    async def hit(self, name: str) -> None:
        """Do nothing."""

    def armed(self, name: str) -> bool:  # noqa: ARG002 - the port's signature
        """Tell that nothing ever is."""
        return False


class FileFailpoints:
    """Points armed by files: a file NAME in the directory holds `kill`, `stop`, `raise` or `sleep SECONDS`.

    A point fires once: its file is removed before the action, so that a restarted process does not die again.
    """

    def __init__(self, directory: Path) -> None:
        """Take the directory in which a test puts its files."""
        self._directory = directory

    def armed(self, name: str) -> bool:
        """Tell whether the point's file is there."""
        return (self._directory / name).exists()

    async def hit(self, name: str) -> None:
        """Do what the point's file says: SIGKILL, SIGSTOP, raise FailpointRaised, or sleep that many seconds."""
        armed = self._take(name)
        if armed is None:
            return
        action, _, argument = armed.strip().partition(" ")
        match action:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "stop":
                os.kill(os.getpid(), signal.SIGSTOP)
            case "sleep":
                await asyncio.sleep(float(argument))
            case "raise":
                raise FailpointRaised(name)
            case _:
                raise ValueError(f"failpoint {name}: unknown action, use kill, stop, raise or sleep SECONDS")

    def _take(self, name: str) -> str | None:
        path = self._directory / name
        try:
            armed = path.read_text(encoding="utf-8")
            path.unlink()
        except FileNotFoundError:
            return None
        return armed


def from_directory(directory: Path | None) -> Failpoints:
    """Give the failpoints of a settings value: none without a directory."""
    return NoFailpoints() if directory is None else FileFailpoints(directory)
