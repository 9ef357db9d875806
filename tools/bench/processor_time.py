"""Processor time of each process of a stack, its children included: what a claim costs where."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.bench.figures import Part
from tools.local.stack import Stack

_TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _LAST = 1, 11, 15
"""Fields of /proc/<pid>/stat after the name: parent; user and system time, own and of children that ended."""
CLIENT: Final = "the bench itself"


def used(stack: Stack) -> dict[str, float]:
    """Seconds that each process used so far; forked children (PostgreSQL's sessions) count for their parent."""
    found = dict.fromkeys(stack.children(), 0.0)
    names = {stack.pid(name): name for name in found if stack.pid(name)}
    for parent, pid, seconds in everything():
        name = names.get(pid) or names.get(parent)
        if name is not None:
            found[name] += seconds
    return {**found, CLIENT: sum(os.times()[:2])}


def everything() -> list[tuple[int, int, float]]:
    """(parent, pid, seconds) of every process that can be read."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.append((int(fields[_PARENT]), int(folder.name), sum(map(int, fields[_USER:_LAST])) * _TICK_S))
    return found


def split(
    part: Part, before: Mapping[str, float], after: Mapping[str, float], count: int, *, each: str = "claim"
) -> None:
    """Add to a part what each of `count` claims (or other things, named by `each`) cost in each process, and in all."""
    cost = {name: (after[name] - before.get(name, 0.0)) / count * 1e6 for name in after}
    for name, micros in sorted(cost.items(), key=lambda one: -one[1]):
        if micros >= 1:
            part.add(f"processor time of {name}", micros, f"µs a {each}")
    part.add("processor time in all", sum(cost.values()), f"µs a {each}")
