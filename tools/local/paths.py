"""Where the local platform keeps its things: the clone, its `.local`, and the cache of fetched jars."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "services"
# The same modules, the pure ones compiled, when `python -m tools.compiled run` says so (it alone sets this).
SERVICES = Path(os.environ.get("VITALE_LOCAL_SERVICES", SOURCES))
LOCAL = ROOT / ".local"


def cache_directory() -> Path:
    """Return the user's cache folder for what is fetched once per machine (XDG_CACHE_HOME, else ~/.cache)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "vitale-live"


def outside_directory(directory: Path) -> Path:
    """Return the stand-in for `directory` where any user can reach it, named after the full path so clones differ."""
    name = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:12]
    large = Path("/var/tmp")  # noqa: S108 - survives a reboot, unlike the system's temporary folder
    return (large if large.is_dir() else Path(tempfile.gettempdir())) / f"vitale-live-{name}"
