"""Owns the way from YAML files to proved Tables: sources first, then parameters, then acts."""

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from reimbursement.rule_tables import Tables
from reimbursement_tables.acts import act_of
from reimbursement_tables.canonical import tables_of
from reimbursement_tables.nodes import Node, read
from reimbursement_tables.parameters import parameter_of, source_of

_SECTIONS = frozenset({"sources", "parameters", "acts"})


def load() -> Tables:
    """Return the current tables; raise TablesError, with file and line, where one cannot be proved."""
    folder = resources.files("reimbursement") / "tables"
    return prove({name: file.read_text(encoding="utf-8") for name, file in _files(folder, "tables")})


def prove(documents: Mapping[str, str]) -> Tables:
    """Return the tables of these YAML texts by file name, or raise TablesError."""
    roots = [read(text, file) for file, text in sorted(documents.items())]
    sources = {name: source_of(node) for name, node in _section(roots, "sources").items()}
    parameters = {name: parameter_of(name, node, sources) for name, node in _section(roots, "parameters").items()}
    known = frozenset(parameters)
    acts = {code: act_of(code, node, known) for code, node in _section(roots, "acts").items()}
    return tables_of(parameters, acts)


def _section(roots: list[Node], section: str) -> dict[str, Node]:
    """Gather one section of every file; a name stands once in all of them."""
    gathered: dict[str, Node] = {}
    for root in roots:
        node = root.only(frozenset(), _SECTIONS).get(section)
        for name, entry in (node.fields() if node else {}).items():
            if name in gathered:
                raise entry.error(f"already declared in {gathered[name].file}:{gathered[name].line}")
            gathered[name] = entry
    return gathered


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            found.extend(_files(entry, name))
        elif entry.name.endswith(".yaml"):
            found.append((name, entry))
    return found
