"""The project's .venv: made, filled from the hashed requirements, repaired when a run was cut short."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.local.paths import ROOT, SOURCES
from tools.local.setup.packages import advice, find_manager

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "vitale-live.stamp"
BEGUN = VENV / "vitale-live.begun"
VERSION = "{}.{}".format(*sys.version_info)
REQUIREMENTS = ROOT / "requirements-dev.txt"
Say = Callable[[str], None]


class SetupError(RuntimeError):
    """Setup cannot go on; the message is what to do."""


def fingerprint() -> str:
    """Return what the venv must have been made from: the requirements, the Python, the place of the clone."""
    return f"{hashlib.sha256(REQUIREMENTS.read_bytes() + VERSION.encode()).hexdigest()} {ROOT}"


def is_ready() -> bool:
    """Say whether the venv is complete and of these requirements."""
    if not STAMP.exists() or not PYTHON.exists() or BEGUN.exists():
        return False
    return STAMP.read_text() == fingerprint()


def ensure(say: Say) -> bool:
    """Make or repair the venv; return whether anything had to be done."""
    if is_ready():
        return False
    if VENV.exists() and (BEGUN.exists() or _moved() or not _starts()):
        say("the .venv is half made or belongs to another place or Python: making it again")
        shutil.rmtree(VENV)
    if not VENV.exists():
        _create(say)
    BEGUN.touch()
    _fill(say)
    _write_paths()
    STAMP.write_text(fingerprint())
    BEGUN.unlink()
    return True


def _moved() -> bool:
    """Say whether the clone was moved since: the venv's programs carry the old path in their first line."""
    return STAMP.exists() and STAMP.read_text().partition(" ")[2] != str(ROOT)


def _starts() -> bool:
    """Say whether the venv's Python and pip start, and are of the version that runs this."""
    if not PYTHON.exists():
        return False
    code = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    run = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
    return run.returncode == 0 and run.stdout.strip() == VERSION


def _create(say: Say) -> None:
    say(f"making .venv with Python {sys.version.split()[0]}")
    if _run([sys.executable, "-m", "venv", str(VENV)]) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    manager = find_manager()
    installed = manager is not None and manager.may_install() and manager.install(["venv"], say)
    if not installed or _run([sys.executable, "-m", "venv", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(f"this Python cannot make a venv. Type: {advice(['venv'])}")


def _fill(say: Say) -> None:
    """Install the requirements with the user's own package index settings, every file checked by its hash."""
    say(f"installing {REQUIREMENTS.name}, each file checked by its hash (a minute or two the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    if not _follow([*command, "--require-hashes", "-r", str(REQUIREMENTS)], say):
        raise SetupError("pip could not install the requirements (see above); run `make setup` again when it can.")


def _follow(command: Sequence[str], say: Say) -> bool:
    """Run pip, say how far it is every 25 packages, and show its last lines when it fails."""
    lines: list[str] = []
    total = sum(1 for line in REQUIREMENTS.read_text().splitlines() if "==" in line)
    process = subprocess.Popen(
        command,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        collected = sum(1 for seen in lines if seen.startswith("Collecting"))
        if line.startswith("Collecting") and collected % 25 == 0:
            say(f"  {collected} of {total} packages")
        elif line.startswith("Installing"):
            say("  unpacking them into .venv")
    if process.wait():
        print("\n".join(lines[-12:]), flush=True)
    return process.returncode == 0


def _write_paths() -> None:
    """Put services/ and the root of the repository on the venv's import path."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    run = subprocess.run([str(PYTHON), "-I", "-c", code], capture_output=True, text=True, check=True)
    Path(run.stdout.strip(), "vitale_live.pth").write_text(f"{SOURCES}\n{ROOT}\n")


def _environment() -> dict[str, str]:
    """The user's own, without what an active venv or PYTHONPATH would leak into the new one."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def _run(command: Sequence[str]) -> int:
    return subprocess.run(
        command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    ).returncode
