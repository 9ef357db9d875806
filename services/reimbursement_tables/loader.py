"""Owns the way from files to proved Tables: sources first, then parameters and catalogues, then acts."""

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from reimbursement.dated import Parameter, Source
from reimbursement.rule_tables import Act, Tables
from reimbursement_tables.acts import act_of
from reimbursement_tables.canonical import tables_of
from reimbursement_tables.catalogue import codes_of
from reimbursement_tables.csv_rows import CODES, Row, rows_of
from reimbursement_tables.factors import factors_of
from reimbursement_tables.nodes import Node, read
from reimbursement_tables.parameters import parameter_of, source_of

CATALOGUE = ".csv"
_SECTIONS = frozenset({"sources", "parameters", "acts"})
_Found = TypeVar("_Found", Parameter, Act)


def load() -> Tables:
    """Return the current tables; raise TablesError, with file and line, where one cannot be proved."""
    return prove(shipped())


def shipped() -> dict[str, str]:
    """Return the text of every table and catalogue of this build by file name."""
    folder = resources.files("reimbursement") / "tables"
    return {name: file.read_text(encoding="utf-8") for name, file in _files(folder, "tables")}


def prove(documents: Mapping[str, str]) -> Tables:
    """Return the tables of these texts by file name (.csv: a catalogue, else YAML), or raise TablesError."""
    catalogues = {name: text for name, text in documents.items() if name.endswith(CATALOGUE)}
    roots = [read(text, name) for name, text in sorted(documents.items()) if name not in catalogues]
    sources = {name: source_of(node) for name, node in _section(roots, "sources").items()}
    nodes = _section(roots, "parameters")
    parameters = {name: parameter_of(name, node, sources) for name, node in nodes.items()}
    act_nodes = _section(roots, "acts")
    acts = {code: act_of(code, node, frozenset(parameters)) for code, node in act_nodes.items()}
    places: dict[str, Node | Row] = {**nodes, **{f"act {code}": node for code, node in act_nodes.items()}}
    for name, text in sorted(catalogues.items()):
        more, codes = prove_catalogue(text, name, sources)
        parameters |= _new(more, places, "")
        acts |= _new(codes, places, "act ")
    return tables_of(parameters, acts)


def prove_catalogue(
    text: str, file: str, sources: Mapping[str, Source]
) -> tuple[dict[str, tuple[Row, Parameter]], dict[str, tuple[Row, Act]]]:
    """Return the parameters and the acts of one catalogue, each with the row where it begins, or raise TablesError."""
    layout, rows = rows_of(text, file)
    if layout is CODES:
        return codes_of(rows, sources)
    return factors_of(rows, sources), {}


def sources_of(documents: Mapping[str, str]) -> dict[str, Source]:
    """Return the sources that these texts declare, by key."""
    roots = [read(text, name) for name, text in sorted(documents.items()) if not name.endswith(CATALOGUE)]
    return {name: source_of(node) for name, node in _section(roots, "sources").items()}


def _new(found: Mapping[str, tuple[Row, _Found]], places: dict[str, Node | Row], prefix: str) -> dict[str, _Found]:
    """Return what a catalogue adds; a name stands once in all files."""
    for name, (row, _) in found.items():
        known = places.setdefault(prefix + name, row)
        if known is not row:
            raise row.error(f"{name} is already declared in {known.file}:{known.line}")
    return {name: value for name, (_, value) in found.items()}


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
        elif entry.name.endswith((".yaml", CATALOGUE)):
            found.append((name, entry))
    return found
