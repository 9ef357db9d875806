"""`make doctor`: one screen of what was found, what is missing and how to get it; changes nothing."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from tools.local.defaults import PORTS
from tools.local.paths import LOCAL, ROOT
from tools.local.pids import ProcessIdentity
from tools.local.ports import is_free
from tools.local.postgres import binaries
from tools.local.postgres.owner import server_user
from tools.local.setup import needs, packages, venv

ENOUGH_MEMORY_MB = 2500
ENOUGH_DISK_MB = 2000


class Line(NamedTuple):
    """One line of the screen: ok, WARN or MISS; `advice` only when something is to be done."""

    mark: str
    name: str
    found: str
    advice: str = ""


def python_lines() -> list[Line]:
    """The Python, the venv and the generated code."""
    version = sys.version.split()[0]
    made = venv.is_ready()
    generated = (ROOT / "services" / "vitale" / ".stamp").exists()
    return [
        Line("ok", "python", f"{version} ({sys.executable})"),
        Line("ok", ".venv", "complete") if made else Line("MISS", ".venv", "not made yet, or outdated", "make setup"),
        Line("ok", "protos", "generated") if generated else Line("MISS", "protos", "not generated", "make protos"),
    ]


def need_line(need: needs.Need) -> Line:
    """One program of the machine."""
    if need.found:
        return Line("ok", need.name, need.found)
    mark = "MISS" if need.required else "WARN"
    return Line(mark, need.name, f"missing; needed for {need.needed_for}", packages.advice([need.name]))


def kafka_line() -> Line:
    """The broker: configured outside, or the jars in the cache."""
    external = os.environ.get("VITALE_LOCAL_KAFKA")
    if external:
        return Line("ok", "kafka", f"external, by VITALE_LOCAL_KAFKA: {external}")
    need = needs.kafka_jars()
    return Line("ok", "kafka", need.found) if need.found else Line("MISS", "kafka", "jars not fetched", "make setup")


def postgres_line() -> Line:
    """The database: configured outside, the machine's, or the wheel's."""
    if os.environ.get("VITALE_LOCAL_POSTGRES"):
        return Line("ok", "postgresql", "external, by VITALE_LOCAL_POSTGRES")
    found = binaries.system() + binaries.wheel()
    if not found:
        return Line("MISS", "postgresql", "neither on the machine nor in .venv", "make setup")
    runs_as = f", runs as user {server_user()}" if server_user() else ""
    others = "".join(f"; {one.origin}: {one.major}" for one in found[1:])
    return Line("ok", "postgresql", f"{found[0].major} ({found[0].origin}: {found[0].folder}){runs_as}{others}")


def machine_lines() -> list[Line]:
    """Memory and disk."""
    memory = _available_memory_mb()
    disk = shutil.disk_usage(ROOT).free // 2**20
    low_memory = "" if memory >= ENOUGH_MEMORY_MB else f"the platform takes about {ENOUGH_MEMORY_MB} MB"
    low_disk = "" if disk >= ENOUGH_DISK_MB else f"keep {ENOUGH_DISK_MB} MB free"
    return [
        Line("WARN" if low_memory else "ok", "memory", f"{memory} MB available", low_memory),
        Line("WARN" if low_disk else "ok", "disk", f"{disk} MB free", low_disk),
    ]


def _available_memory_mb() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) // 1024
    return 0


def running_line() -> Line:
    """Whether a platform of this clone runs."""
    try:
        launcher = ProcessIdentity(**json.loads((LOCAL / "state.json").read_text())["launcher"])
    except (OSError, ValueError, KeyError, TypeError):
        return Line("ok", "platform", "not running (make up, make demo)")
    running = launcher.alive()
    return Line("ok", "platform", f"running, launcher pid {launcher.pid}" if running else "not running; data is kept")


def ports_line() -> Line:
    """Which of the fixed ports are taken; the launcher takes others then."""
    taken = [f"{name} {port}" for name, port in PORTS.items() if not is_free(port)]
    return Line("ok", "ports", "taken: " + ", ".join(taken) + " (others are chosen)" if taken else "all free")


def lines() -> list[Line]:
    """The whole screen."""
    programs = [need_line(need) for need in needs.all_needs() if need.name != "postgresql"]
    return [*python_lines(), *programs, kafka_line(), postgres_line(), running_line(), ports_line(), *machine_lines()]


def main() -> None:
    """Print it; exit 1 when something required is missing."""
    shown = lines()
    for line in shown:
        print(f"{line.mark:<5}{line.name:<12}{line.found}")
        if line.advice:
            print(f"{'':<5}{'':<12}-> {line.advice}")
    missing = [line.name for line in shown if line.mark == "MISS"]
    print(f"\nmissing: {', '.join(missing)}. `make setup` brings what it can." if missing else "\neverything is there")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
