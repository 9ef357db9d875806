"""The user PostgreSQL runs as (it refuses root), and a data folder which that user can reach."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from tools.local.paths import outside_directory

CANDIDATES = ("postgres", "pgserver", "nobody")


def server_user() -> str | None:
    """Return the user to drop to when this process is root, else None (run as oneself)."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in CANDIDATES if name in names), None)


def can_reach(user: str | None, path: Path) -> bool:
    """Say whether `user` may enter `path`, by trying as that user: every parent folder must let it through."""
    if user is None:
        return os.access(path, os.X_OK)
    run = subprocess.run(
        ["test", "-x", str(path)], user=user, group=pwd.getpwnam(user).pw_gid, extra_groups=[], check=False
    )
    return run.returncode == 0


def home_for(directory: Path, user: str | None) -> Path:
    """Return the folder PostgreSQL will use: `directory`, or one outside the clone when its user cannot get there."""
    directory.mkdir(parents=True, exist_ok=True)
    if user is None:
        return directory
    _give(directory, user)
    if can_reach(user, directory):
        return directory
    outside = outside_directory(directory)
    outside.mkdir(mode=0o755, parents=True, exist_ok=True)
    _give(outside, user)
    print(f"PostgreSQL: user {user} cannot enter {directory}; its data is in {outside}", file=sys.stderr, flush=True)
    return outside


def _give(directory: Path, user: str) -> None:
    shutil.chown(directory, user, pwd.getpwnam(user).pw_gid)


def reachable_binaries(folder: Path, home: Path, user: str | None) -> Path:
    """Return `folder`, or a copy of its installation in `home` when `user` cannot run what lies in the clone."""
    if can_reach(user, folder / "postgres"):
        return folder
    copy = home / f"install-{folder.parent.name}"
    if not (copy / "bin" / "postgres").exists():
        half = home / f"{copy.name}.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(folder.parent, half, symlinks=True)
        half.rename(copy)
    return copy / "bin"
