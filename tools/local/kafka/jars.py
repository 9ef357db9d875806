"""The broker's jars: fetched once by Maven into the cache, names and SHA-256 compared with the committed jars.lock."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tools.local.paths import cache_directory

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
LOCK = HERE / "jars.lock"
VERSION = "4.3.1"
FETCH_TIMEOUT_SECONDS = 900


class JarsError(RuntimeError):
    """The jars could not be fetched, or are not those of jars.lock; the message says which and what to do."""


class Jar(NamedTuple):
    """One line of jars.lock; size in bytes."""

    sha256: str
    size: int
    name: str


def read_lock(path: Path = LOCK) -> list[Jar]:
    """Return the jars that must be there, from lines `sha256 size name`."""
    lines = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(digest, int(size), name) for digest, size, name in lines]


def describe(folder: Path) -> list[Jar]:
    """Return what lies in `folder`, read whole."""
    return [Jar(hashlib.sha256(jar.read_bytes()).hexdigest(), jar.stat().st_size, jar.name) for jar in _jars_in(folder)]


def _jars_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jar"))


def verify(folder: Path, lock: list[Jar]) -> None:
    """Compare names, sizes and SHA-256 of every jar in `folder` with the lock; raise JarsError on any difference."""
    found, wanted = set(describe(folder)), set(lock)
    if found != wanted:
        wrong = sorted({jar.name for jar in found ^ wanted})
        raise JarsError(f"these jars are not those of {LOCK.name}: {', '.join(wrong)}. Nothing was started with them.")


def complete(folder: Path, lock: list[Jar]) -> bool:
    """Say whether names and sizes agree; cheap, for every start (the SHA-256 were compared at the fetch)."""
    if not folder.is_dir():
        return False
    return {(jar.name, jar.stat().st_size) for jar in _jars_in(folder)} == {(jar.name, jar.size) for jar in lock}


def jars_directory() -> Path:
    """Return the cache folder of exactly these jars: another pom or lock is another folder."""
    digest = hashlib.sha256(POM.read_bytes() + LOCK.read_bytes()).hexdigest()[:12]
    return cache_directory() / f"kafka-{VERSION}-{digest}"


@contextmanager
def _only_one(lock_file: Path) -> Iterator[None]:
    """Let one process fetch while the others wait for it."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def download(folder: Path) -> None:
    """Let Maven copy the jars into `folder`; raise JarsError with Maven's last lines when it cannot."""
    if shutil.which("mvn") is None:
        raise JarsError("Maven is missing (it fetches Kafka once): run `make setup`, it installs it or says how.")
    command = ["mvn", "-q", "-B", "-f", str(POM), f"-Djars.dir={folder}", "process-resources"]
    try:
        run = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=FETCH_TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise JarsError(
            f"Maven did not fetch Kafka within {FETCH_TIMEOUT_SECONDS} s: is its registry reachable?"
        ) from error
    if run.returncode:
        tail = "\n".join((run.stdout + run.stderr).splitlines()[-12:])
        raise JarsError(f"Maven could not fetch Kafka's jars (is its registry reachable?):\n{tail}")


def ensure_jars() -> Path:
    """Return the folder of the verified jars, fetching them first when they are not in the cache."""
    target, lock = jars_directory(), read_lock()
    if complete(target, lock):
        return target
    with _only_one(target.with_suffix(".lock")):
        if not complete(target, lock):
            _fetch(target, lock)
    return target


def _fetch(target: Path, lock: list[Jar]) -> None:
    """Fetch beside the target and rename, so that a killed fetch leaves nothing that looks finished."""
    print(f"Kafka {VERSION}: fetching {len(lock)} jars once ...", file=sys.stderr, flush=True)
    fresh = Path(tempfile.mkdtemp(prefix=target.name + ".", dir=target.parent))
    try:
        download(fresh)
        verify(fresh, lock)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_lock() -> None:
    """Fetch whatever pom.xml names now and commit to it in jars.lock; for whoever raises the version."""
    with tempfile.TemporaryDirectory() as folder:
        download(Path(folder))
        lines = [f"{jar.sha256} {jar.size} {jar.name}" for jar in describe(Path(folder))]
    LOCK.write_text("# sha256 size name, renewed by `python -m tools.local.kafka.jars`\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    write_lock()
