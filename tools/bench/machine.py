"""Facts of the machine that every figure depends on."""

import os
import platform
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from tools.local.kafka.jars import VERSION as KAFKA
from tools.local.postgres.binaries import find

_SYNCS = 60
_PAGE = 8192


def _line(path: str, begins: str) -> str:
    try:
        found = [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.startswith(begins)]
    except OSError:
        return "unknown"
    return found[0].partition(":")[2].strip() if found else "unknown"


def fsync_ms(folder: Path) -> float:
    """Median time of one write of a page and its fsync, ms."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            started = time.perf_counter()
            file.write(bytes(_PAGE))
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    return round(statistics.median(times) * 1000, 2)


def facts(folder: Path) -> dict[str, str]:
    """What to print above the table; `folder` is where the servers keep their data."""
    kilobytes = _line("/proc/meminfo", "MemTotal").split()[0]
    memory = f"{int(kilobytes) / (1 << 20):.1f} GiB" if kilobytes.isdigit() else kilobytes
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": _line("/proc/cpuinfo", "model name"),
        "memory": memory,
        "load before": f"{os.getloadavg()[0]:.2f}",
        "kernel": platform.release(),
        "python": platform.python_version(),
        "postgresql": str(find().major),
        "kafka": KAFKA,
        "faust": version("faust-streaming"),
        "fsync": f"{fsync_ms(folder)} ms",
    }
