"""What is compiled is there, is pure, and is known to be of other sources as soon as one byte changes."""

import ast
from pathlib import Path

import pytest

from tools.compiled import tree
from tools.local.paths import SOURCES


def test_every_module_that_is_to_be_compiled_exists() -> None:
    named = tree.modules(SOURCES)
    assert len(named) == len(set(named)) > 60
    assert [name for name in named if not (SOURCES / name).is_file()] == []


@pytest.mark.parametrize("name", tree.modules(SOURCES))
def test_none_of_them_has_an_asynchronous_generator(name: str) -> None:
    found = [
        node for node in ast.walk(ast.parse((SOURCES / name).read_text())) if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert not any(isinstance(inner, ast.Yield) for node in found for inner in ast.walk(node))


def test_a_tree_of_other_sources_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "TREE", tmp_path)
    assert not tree.is_fresh()
    (tmp_path / "compiled.stamp").write_text(tree.fingerprint())
    assert tree.is_fresh()
    (tmp_path / "compiled.stamp").write_text("0" * 64)
    assert not tree.is_fresh()
