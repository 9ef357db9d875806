"""`make down`, `status`, `reset`: what is done about a platform from beside it."""

import shutil
import signal
import sys

from tools.local import leftovers, table
from tools.local.paths import LOCAL, outside_directory
from tools.local.state import STATE

STOP_SECONDS = 90.0
KEPT = {"setup.lock", "launcher.lock", "protos"}


def down() -> int:
    """Stop the running launcher, which stops everything; then end whatever it left."""
    state = leftovers.read(STATE)
    if state and state.launcher and state.launcher.alive():
        print(f"stopping the launcher (pid {state.launcher.pid}) and everything it started ...", flush=True)
        state.launcher.end(signal.SIGTERM, STOP_SECONDS)
    left = leftovers.end(STATE)
    print(f"ended {', '.join(left)}" if left else "nothing runs", flush=True)
    return 0


def status() -> int:
    """Show the table; exit 1 when the platform does not run."""
    state = leftovers.read(STATE)
    if state is None:
        print("platform: never started here (make up, make demo)")
        return 1
    print(table.render(state))
    return 0 if state.launcher and state.launcher.alive() else 1


def reset(*, force: bool) -> int:
    """Stop everything and delete all local data, after asking once."""
    if not force and not _agreed():
        print("nothing was deleted (FORCE=1 does not ask)")
        return 1
    down()
    for path in LOCAL.iterdir():
        if path.name not in KEPT:
            path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(outside_directory(LOCAL / "postgres"), ignore_errors=True)
    print("all local data is deleted; fetched jars and .venv stay")
    return 0


def _agreed() -> bool:
    print(f"Delete all local data in {LOCAL}: database, topics, keys, logs? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "o", "oui"}
