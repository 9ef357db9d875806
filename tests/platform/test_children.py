"""A child is tied to its launcher's life, also as another user, hears the polite signal, and tells why it ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.local.children import Child, ChildError, Program
from tools.local.paths import ROOT
from tools.local.pids import ProcessIdentity
from tools.local.postgres.owner import server_user

LAUNCHER = """
import sys, time
from pathlib import Path
from tools.local.children import Child, Program
child = Child(Program("sleeper", ["sleep", "600"], Path(sys.argv[1]), user=sys.argv[2] or None))
child.start()
while child.running and b"sleep" not in Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\\0")[0]:
    time.sleep(0.01)
print(child.pid, flush=True)
time.sleep(600)
"""


async def never() -> bool:
    return False


def gone(pid: int, started: str) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        now = ProcessIdentity.of(pid)
        if now is None or now.started != started:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("user", ["", server_user() or ""])
def test_a_child_ends_when_its_launcher_is_killed(tmp_path: Path, user: str) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path / "log"), user]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        child = ProcessIdentity.of(pid)
        assert child is not None
        launcher.send_signal(signal.SIGKILL)
        launcher.wait()
    assert gone(pid, child.started)


def python(code: str, tmp_path: Path, **options: float) -> Child:
    return Child(Program("child", [sys.executable, "-c", code], tmp_path / "child.log", **options))  # type: ignore[arg-type]


def wait_for_log(child: Child, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in child.log_tail():
        assert time.monotonic() < deadline, child.log_tail()
        time.sleep(0.01)


POLITE = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(7)); print('up', flush=True); time.sleep(9)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(9)"


def test_a_polite_child_leaves_by_itself_even_when_it_was_frozen(tmp_path: Path) -> None:
    child = python(POLITE, tmp_path)
    child.start()
    wait_for_log(child, "up")
    child.pause()
    child.stop()
    assert child.exit_code == 7


def test_a_deaf_child_is_killed_after_the_grace_time(tmp_path: Path) -> None:
    child = python(DEAF, tmp_path, grace_seconds=0.2)
    child.start()
    wait_for_log(child, "up")
    child.stop()
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.asyncio
async def test_a_child_that_ends_before_it_is_ready_tells_why(tmp_path: Path) -> None:
    child = python("print('no such database'); raise SystemExit(78)", tmp_path)
    child.start()
    with pytest.raises(ChildError, match=r"code 78(.|\n)*no such database"):
        await child.wait_ready(never, timeout_seconds=30)


@pytest.mark.asyncio
async def test_a_child_that_is_never_ready_is_reported(tmp_path: Path) -> None:
    child = python(POLITE, tmp_path)
    child.start()
    try:
        with pytest.raises(ChildError, match="not ready within"):
            await child.wait_ready(never, timeout_seconds=0.2)
    finally:
        child.kill()


def test_a_child_does_not_share_the_terminal_s_signals(tmp_path: Path) -> None:
    child = python(POLITE, tmp_path)
    child.start()
    try:
        assert os.getsid(child.pid) == child.pid
    finally:
        child.kill()
