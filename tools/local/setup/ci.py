"""`make test`: the layers one after the other, the seconds of each, and one last line that counts.

Run without arguments it does every layer from setup on and stops after the first that fails (KEEP_GOING=1 does not);
with names it does those, e.g. `ci unit`.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tools.local.paths import ROOT
from tools.local.setup.venv import PYTHON

NOT_UNIT = "not integration and not faults and not browser"
SUMMARY = re.compile(r"(\d+) (passed|failed|error|skipped)")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `counts` says that its last line counts tests; else it is one check that passes or fails."""

    name: str
    command: tuple[str, ...]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What a layer gave; `passed` is the verdict, `counted` the tests by outcome."""

    name: str
    passed: bool
    seconds: float
    counted: Counter[str]


def _pytest(name: str, marker: str, *options: str) -> Layer:
    # Three slow tests of each layer are named, so that a layer that grows too long shows why.
    return Layer(name, (str(PYTHON), "-m", "pytest", "-q", "--durations=3", *options, "-m", marker))


# Two processes share the machine, each with servers of its own; the files of one module stay together, for what they
# share. Faults are not shared: what they freeze and kill is measured against the clock.
TWO = ("-n", "2", "--dist", "loadfile")
LAYERS = (
    Layer("setup", (sys.executable, "-m", "tools.local.setup.steps"), counts=False),
    Layer("check", ("make", "--no-print-directory", "check")),
    _pytest("unit", NOT_UNIT, *TWO),
    _pytest("integration", "integration and not faults and not browser", *TWO),
    _pytest("faults", "faults"),
    _pytest("browser", "browser", *TWO),
    Layer("demo", (str(PYTHON), "-m", "tools.local", "demo", "--once"), counts=False),
)


def count(layer: Layer, last: str, *, passed: bool) -> Counter[str]:
    """Read pytest's last line; a check counts as one test, and so does a layer that failed without naming a test."""
    counted: Counter[str] = Counter()
    if layer.counts:
        counted.update({word: int(number) for number, word in SUMMARY.findall(last)})
    counted["failed"] += counted.pop("error", 0)
    if not layer.counts or (not passed and not counted["failed"]):
        counted["passed" if passed else "failed"] += 1
    return counted


def run(layer: Layer, echo: Callable[[str], None]) -> Result:
    """Run one layer and pass its lines on."""
    started, last = time.monotonic(), ""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": f"{ROOT / 'services'}{os.pathsep}{ROOT}"}
    environment.pop("MAKEFLAGS", None)  # the layers' own make must not wait for this one's job server
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what one layer compiles, tests included, serves the next
    process = subprocess.Popen(
        layer.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    for line in process.stdout:
        echo(line.rstrip("\n"))
        last = line if SUMMARY.search(line) else last
    passed = process.wait() == 0
    return Result(layer.name, passed, time.monotonic() - started, count(layer, last, passed=passed))


def report(results: list[Result], left_out: list[str]) -> str:
    """Return the seconds of each layer and the line that counts."""
    lines = ["", "layer          seconds  outcome"]
    for result in results:
        counted = ", ".join(f"{number} {word}" for word, number in sorted(result.counted.items()) if number)
        lines.append(f"{result.name:<14}{result.seconds:>8.1f}  {'ok' if result.passed else 'FAILED'} ({counted})")
    lines += [f"{name:<14}{'-':>8}  not run" for name in left_out]
    passed = sum(result.counted["passed"] for result in results)
    failed = sum(result.counted["failed"] for result in results)
    return "\n".join([*lines, "", f"{passed} passed, {failed} failed"])


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def main(names: list[str]) -> int:
    """Run the layers named, or all; 0 when each passed."""
    layers = [layer for layer in LAYERS if not names or layer.name in names]
    results: list[Result] = []
    for layer in layers:
        say(f"\n=== {layer.name}")
        results.append(run(layer, say))
        if not results[-1].passed and not os.environ.get("KEEP_GOING"):
            break
    say(report(results, [layer.name for layer in layers[len(results) :]]))
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
