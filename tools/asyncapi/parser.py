"""AsyncAPI's own parser: fetched once by npm into the cache, without its scripts, and run on a document by Node."""

import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.local.paths import cache_directory

# Both Apache-2.0. The second reads protobuf payloads.
PACKAGES: Final[Mapping[str, str]] = {"@asyncapi/parser": "3.6.6", "@asyncapi/protobuf-schema-parser": "3.9.0"}
SCRIPT: Final = Path(__file__).parent / "read.cjs"
_FETCH: Final = ("npm", "install", "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund")
_QUIET: Final = ("--no-update-notifier", "--loglevel=error")
_FETCH_S: Final = 600
_READ_S: Final = 120
_INFORMATION: Final = 2


class ParserError(RuntimeError):
    """The parser could not be fetched or run; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the parser saw: version of AsyncAPI, counts, the fields of each message, and what it objects to."""

    version: str
    channels: int
    operations: int
    fields: Mapping[str, Sequence[str]]
    objections: tuple[str, ...]

    @property
    def messages(self) -> int:
        """How many messages it read."""
        return len(self.fields)


def directory() -> Path:
    """The cache folder of exactly these versions."""
    return cache_directory() / "-".join(["asyncapi", *PACKAGES.values()])


def is_there() -> bool:
    """Say whether it is in the cache."""
    return directory().is_dir()


def ensure() -> Path:
    """The folder of the parser, fetched first when it is not in the cache.

    Raises:
        ParserError: npm is missing or could not fetch.
    """
    target = directory()
    if not is_there():
        with _only_one(target.parent / f"{target.name}.lock"):
            if not is_there():
                _fetch(target)
    return target


def read(document: Path) -> Reading:
    """What the parser finds in `document`; it objects to errors and warnings, not to advice.

    Raises:
        ParserError: it could not be fetched or did not run to its end.
    """
    folder = ensure()
    answer = json.loads(_run(["node", str(SCRIPT), str(folder), str(document)], _READ_S))
    objections = [one for one in answer.pop("objections") if one["severity"] < _INFORMATION]
    shown = tuple(f"{one['path']}: {one['message']} ({one['code']})" for one in objections)
    return Reading(**answer, objections=shown)


@contextmanager
def _only_one(lock_file: Path) -> Iterator[None]:
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _fetch(target: Path) -> None:
    """Fetch beside the target and rename, so that a killed fetch leaves nothing that looks finished."""
    print("AsyncAPI's parser: fetching it once ...", file=sys.stderr, flush=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
        _run([*_FETCH, *_QUIET, "--prefix", str(fresh), *wanted], _FETCH_S)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _run(command: Sequence[str], seconds: float) -> str:
    if shutil.which(command[0]) is None:
        raise ParserError(f"{command[0]} is missing: run `make setup`, it installs it or says how")
    try:
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise ParserError(f"{command[0]} did not end within {seconds:.0f} s") from error
    if run.returncode:
        tail = "\n".join((run.stdout + run.stderr).splitlines()[-12:])
        raise ParserError(f"{command[0]} failed:\n{tail}")
    return run.stdout
