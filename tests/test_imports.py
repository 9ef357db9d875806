"""Who may import whom: the contracts hold, a planted import is found, the rules touch nothing of the outside world."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local.paths import ROOT, SERVICES

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
OUTSIDE_WORLD = {
    "asyncio",
    "http",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "time",
}
PLANTED = [
    ("services/reimbursement/money.py", "import chassis", "the protocol of the card import nothing of ours"),
    ("services/contracts/envelope.py", "import chassis", "The wire knows the rules"),
    ("services/b2/kinds.py", "import chassis", "The format of B2 knows the identifiers only"),
    ("services/chassis/clock.py", "import identity", "The chassis knows no service and no rule"),
    ("services/teletransmission/__init__.py", "import identity", "No service imports another"),
    ("services/identity/__init__.py", "import tools", "No service imports a tool"),
    ("services/identity/__init__.py", "import aiokafka", "touch faust or aiokafka"),
    ("services/receipts/__init__.py", "import faust", "touch faust or aiokafka"),
    ("tools/checker/__init__.py", "import contracts", "The checker shares nothing"),
]


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the contracts speak about."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copytree(SERVICES, copy / "services", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", copy / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{tree / 'services'}{os.pathsep}{tree}"}
    command = [str(LINT_IMPORTS), "--no-cache"]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_every_import_is_allowed(copied_tree: Path) -> None:
    run = lint_imports(copied_tree)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("file", "planted", "contract"), PLANTED)
def test_a_planted_import_breaks_its_contract(copied_tree: Path, file: str, planted: str, contract: str) -> None:
    module = copied_tree / file
    original = module.read_text(encoding="utf-8")
    module.write_text(f"{original}\n{planted}\n", encoding="utf-8")
    try:
        run = lint_imports(copied_tree)
    finally:
        module.write_text(original, encoding="utf-8")
    broken = [line for line in run.stdout.splitlines() if " BROKEN" in line]
    assert run.returncode == 1
    assert any(contract in line for line in broken), run.stdout


def imports_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def impure(source: str) -> set[str]:
    roots = {name.partition(".")[0] for name in imports_of(source)}
    return {
        root
        for root in roots
        if root != "reimbursement" and (root not in sys.stdlib_module_names or root in OUTSIDE_WORLD)
    }


def test_the_rules_import_only_the_standard_library_and_nothing_that_reads_the_world() -> None:
    found = {path.name: impure(path.read_text(encoding="utf-8")) for path in (SERVICES / "reimbursement").rglob("*.py")}
    assert found
    assert {name: modules for name, modules in found.items() if modules} == {}


@pytest.mark.parametrize("source", ["import os", "from time import time", "import yaml", "import google.protobuf"])
def test_an_impure_import_is_found(source: str) -> None:
    assert impure(source)


def reads_environment(source: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
        for node in ast.walk(ast.parse(source))
    )


def test_the_environment_is_read_only_in_settings() -> None:
    own = [path for path in SERVICES.rglob("*.py") if "vitale" not in path.relative_to(SERVICES).parts]
    readers = {
        path.relative_to(SERVICES).as_posix() for path in own if reads_environment(path.read_text(encoding="utf-8"))
    }
    assert {name for name in readers if not Path(name).name.startswith("settings")} == set()
    assert reads_environment("import os\nos.environ['A']")
