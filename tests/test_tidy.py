"""Tidiness that may only grow: sizes, types, names, and nothing of a registry or of one machine in tracked files."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.local.paths import ROOT

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
# What was larger or untyped when the rule came, by place and size; a place that got better must leave the list.
ALLOWED: dict[str, int] = {}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "util", "helper", "misc"}
# Written in two parts, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "npmjs" + r"\.org",
            r"repo1?\.maven" + r"\.",
            "--(extra-)?index" + "-url [^ ]*:",
        ]
    )
)
MACHINE = re.compile(r"(?<![\w.}])/(" + "work|root|home/[a-z]+|tmp/plan" + r")/")
GENERATED = ("services/vitale/",)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked() -> list[Path]:
    """Every file that is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in run.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Every Python file of ours, by its place."""
    texts = {path.relative_to(ROOT).as_posix(): path for path in tracked() if path.suffix == ".py"}
    return {name: path.read_text(encoding="utf-8") for name, path in texts.items() if not name.startswith(GENERATED)}


@dataclass(frozen=True, slots=True)
class Measured:
    """A function: its place, its lines, and whether every parameter and the result have a type."""

    place: str
    lines: int
    typed: bool


def functions(name: str, source: str) -> Iterator[Measured]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Measured(f"{name}::{node.name}", lines, is_typed(node))


def is_typed(node: Function) -> bool:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    named = [argument for argument in every if argument is not None and argument.arg not in {"self", "cls"}]
    return node.returns is not None and all(argument.annotation is not None for argument in named)


def offenders(sources: dict[str, str]) -> dict[str, int]:
    """Return place and size of all that is too large, and of all that is untyped (size 0)."""
    found = {name: text.count("\n") for name, text in sources.items() if text.count("\n") > LONGEST_FILE}
    for name, text in sources.items():
        for function in functions(name, text):
            if function.lines > LONGEST_FUNCTION:
                found[function.place] = function.lines
            if not function.typed:
                found[f"{function.place} untyped"] = 0
    return found


def test_nothing_is_too_large_or_untyped_beyond_the_shrinking_list(sources: dict[str, str]) -> None:
    found = offenders(sources)
    grown = {place: size for place, size in found.items() if size > ALLOWED.get(place, -1)}
    assert grown == {}
    assert {place for place in ALLOWED if found.get(place, -1) < ALLOWED[place]} == set(), "got better: leave the list"


def test_a_long_or_untyped_function_is_found() -> None:
    long = "def long() -> None:\n" + "    pass\n" * LONGEST_FUNCTION
    assert offenders({"a.py": long}) == {"a.py::long": LONGEST_FUNCTION + 1}
    assert offenders({"a.py": "def f(a, *, b: int) -> None: ..."}) == {"a.py::f untyped": 0}
    assert offenders({"a.py": "#\n" * (LONGEST_FILE + 1)}) == {"a.py": LONGEST_FILE + 1}


def test_typical_sizes_stay_small(sources: dict[str, str]) -> None:
    ours = {name: text for name, text in sources.items() if name.startswith(("services/", "tools/"))}
    lengths = [function.lines for name, text in ours.items() for function in functions(name, text)]
    assert statistics.median(text.count("\n") for text in ours.values()) <= 80
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[8] <= 25


def test_no_module_has_a_name_that_says_nothing(sources: dict[str, str]) -> None:
    parts = {name: {*Path(name).with_suffix("").parts} for name in sources}
    assert {name for name, words in parts.items() if words & FORBIDDEN_NAMES} == set()


def test_every_module_says_in_a_docstring_what_it_owns(sources: dict[str, str]) -> None:
    silent = {name for name, text in sources.items() if text.strip() and not ast.get_docstring(ast.parse(text))}
    assert silent == set()


def found_in_tracked(pattern: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data and (match := pattern.search(data.decode("utf-8", errors="replace"))):
            found.add(f"{path.relative_to(ROOT)}: {match.group()}")
    return found


def test_no_registry_address_is_committed() -> None:
    assert found_in_tracked(REGISTRIES) == set()


def test_no_path_of_one_machine_is_committed() -> None:
    assert found_in_tracked(MACHINE) == set()


@pytest.mark.parametrize("text", ["/ro" + "ot/x", "see /wo" + "rk/main", "cd /ho" + "me/me/x"])
def test_a_path_of_one_machine_is_recognised(text: str) -> None:
    assert MACHINE.search(text)
