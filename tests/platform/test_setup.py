"""Setup repairs a half-made venv, keeps a whole one, and says the one line to type when it may not install."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.local.paths import ROOT
from tools.local.setup import needs, packages
from tools.local.setup.ci import LAYERS

ENSURE = "from tools.local.setup import venv; print(venv.ensure(print), venv.is_ready())"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the tools whose requirements are empty, so that making its venv takes seconds."""
    place = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "tools", place / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "services").mkdir()
    (place / "requirements-dev.txt").write_text("# none\n")
    return place


def ensure(clone: Path) -> list[str]:
    """Make sure of the venv; the last line says whether anything was done, and whether it is whole now."""
    run = subprocess.run(
        [sys.executable, "-c", ENSURE], cwd=clone, capture_output=True, text=True, check=True, timeout=120
    )
    return run.stdout.splitlines()


@pytest.mark.integration
def test_a_venv_is_made_once_kept_and_repaired_after_a_cut(clone: Path) -> None:
    assert ensure(clone)[-1] == "True True"
    assert ensure(clone) == ["False True"]
    paths = next(clone.glob(".venv/lib/python3*/site-packages/vitale_live.pth")).read_text().splitlines()
    assert paths == [str(clone / "services"), str(clone)]
    (clone / ".venv" / "vitale-live.begun").touch()  # what a setup that is killed leaves behind
    (clone / ".venv" / "bin" / "pip").unlink()
    repaired = ensure(clone)
    assert repaired[-1] == "True True"
    assert "half made" in repaired[0]
    assert (clone / ".venv" / "bin" / "pip").exists()


@pytest.mark.integration
def test_other_requirements_are_installed_over_the_old_ones(clone: Path) -> None:
    ensure(clone)
    (clone / "requirements-dev.txt").write_text("# others\n")
    assert ensure(clone)[-1] == "True True"
    assert ensure(clone) == ["False True"]


@pytest.mark.parametrize("manager", packages.COMMANDS)
def test_every_need_has_a_package_in_every_manager(manager: str) -> None:
    line = packages.PackageManager(manager).line(["java", "maven", "postgresql", "chromium", "node", "npm", "venv"])
    assert line.removeprefix("sudo ").startswith(manager)
    assert "\n" not in line
    assert len(line.split()) >= len(packages.NAMES) + 3


def test_maven_is_needed_only_while_the_jars_are_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert needs.maven().required
    assert needs.kafka_jars().missing


def test_a_program_that_is_not_there_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {need.name for need in (needs.java(), needs.maven(), needs.chromium()) if need.missing} == {
        "java",
        "maven",
        "chromium",
    }


def test_an_old_java_counts_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "java"
    program.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert needs.java().missing


def test_the_layers_run_in_the_order_of_the_readme() -> None:
    assert [layer.name for layer in LAYERS] == ["setup", "check", "unit", "integration", "faults", "browser", "demo"]
