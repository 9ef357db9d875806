"""`make logs`: every process's log in one stream, each line with the name of its process."""

import time
from collections.abc import Iterator
from pathlib import Path

PAUSE_SECONDS = 0.2
LAST_LINES = 20


class Follower:
    """Reads whole new lines of one log; a log made anew is read from its start."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.path = path
        self._offset = 0
        self._rest = b""

    def lines(self) -> list[str]:
        """Return what was written since the last call."""
        if not self.path.exists():
            return []
        if self.path.stat().st_size < self._offset:
            self._offset, self._rest = 0, b""
        with self.path.open("rb") as log:
            log.seek(self._offset)
            data = log.read()
        self._offset += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode(errors="replace") for line in whole]


def merged(folder: Path, *, follow: bool) -> Iterator[str]:
    """Yield the last lines of each log, then, when asked to follow, everything new, until interrupted."""
    followers: dict[Path, Follower] = {}
    first = True
    while True:
        for path in sorted(folder.glob("*.log")):
            follower = followers.setdefault(path, Follower(path))
            lines = follower.lines()
            yield from (f"{follower.name:<18}| {line}" for line in (lines[-LAST_LINES:] if first else lines))
        if not follow:
            return
        first = False
        time.sleep(PAUSE_SECONDS)
