"""The status table: what runs where, from the state file."""

import time
from pathlib import Path

from tools.local.pids import ProcessIdentity
from tools.local.state import State


def rows(state: State) -> list[tuple[str, str, str, str]]:
    """Return (name, state, address, log) for each process, servers first."""
    external = {"kafka": state.kafka, "postgres": "(external)"}
    names = [*external, *(name for name in state.processes if name not in external)]
    return [_row(state, name, external) for name in names]


def _row(state: State, name: str, external: dict[str, str]) -> tuple[str, str, str, str]:
    process = state.processes.get(name)
    if process is None:  # not ours while the platform runs; else it was stopped with the rest
        running = state.launcher is not None and state.launcher.alive()
        return (name, "external" if running else "stopped", external[name] if running else "", "")
    alive = process.identity.alive()
    port = state.ports.get(name) or state.ports.get(f"{name}_health", 0)
    return (name, f"pid {process.identity.pid}" if alive else "ended", f"127.0.0.1:{port}", _short(process.log))


def _short(log: str) -> str:
    path = Path(log)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else log


def render(state: State) -> str:
    """Return the table as text."""
    lines = [f"{name:<20}{status:<14}{address:<24}{log}" for name, status, address, log in rows(state)]
    launcher = state.launcher
    head = "running" if launcher and launcher.alive() else "not running"
    return "\n".join([f"platform: {head}{_launcher(launcher)}", *lines])


def _launcher(launcher: ProcessIdentity | None) -> str:
    return f" (launcher pid {launcher.pid}, {time.strftime('%H:%M:%S')})" if launcher and launcher.alive() else ""
