"""Owns the tables that a report compares: the shipped ones, with the files of a path in the place of their own."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import yaml

import reimbursement_tables
from reimbursement.rule_tables import Tables
from reimbursement_tables.loader import CATALOGUE, shipped

CURRENT = "current"
_FOLDER = "tables"
_ENDINGS = (".yaml", CATALOGUE)


class UnreadableTables(Exception):  # noqa: N818 - the caller's fault, told to them
    """A changed table cannot stand in the place of one; the message says which and why."""


def tables_of(choice: str) -> Tables:
    """Return the shipped tables for "current", else those with the files of that path in the place of their own.

    Raise UnreadableTables, OSError for a missing path, TablesError with file and line for a value that is wrong.
    """
    documents = shipped()
    if choice == CURRENT:
        return reimbursement_tables.prove(documents)
    path = Path(choice)
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.suffix in _ENDINGS)
    if not files:
        raise UnreadableTables(f"{choice}: no {' or '.join(_ENDINGS)} file there")
    changed = {_place(file, path, documents): file.read_text(encoding="utf-8") for file in files}
    return reimbursement_tables.prove({**documents, **changed})


def _place(file: Path, path: Path, documents: Mapping[str, str]) -> str:
    """Return the name that a changed file stands for: the shipped file of the same name, or in a folder a new one."""
    same = [name for name in documents if PurePosixPath(name).name == file.name]
    if len(same) > 1:
        same = _closest(same, file) or [name for name in same if _sections(documents[name]) == _sections_of(file)]
    if len(same) == 1:
        return same[0]
    if same:
        raise UnreadableTables(f"{file.name}: {' or '.join(same)}? keep the name of its folder")
    if path.is_dir():
        return f"{_FOLDER}/{file.relative_to(path).as_posix()}"
    known = ", ".join(sorted(PurePosixPath(name).name for name in documents))
    raise UnreadableTables(f"{file.name} is not the name of a table; known are {known}")


def _closest(names: list[str], file: Path) -> list[str]:
    """Several tables have that name: the folder tells."""
    return [name for name in names if PurePosixPath(name).parent.name == file.resolve().parent.name]


def _sections_of(file: Path) -> frozenset[str]:
    return _sections(file.read_text(encoding="utf-8"))


def _sections(text: str) -> frozenset[str]:
    """Return the top-level keys of a document; none where it is not YAML, which its proof will say."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        return frozenset()
    return frozenset(content) if isinstance(content, dict) else frozenset()
