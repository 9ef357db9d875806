"""Owns the strict reading of a YAML document: every value a text with its file, line and key; no key twice."""

from collections.abc import Iterator

import yaml

from reimbursement_tables.errors import TablesError

# The same reading in C where libyaml is there: it takes a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node:
    """A text, a list or a mapping of a document, that knows where it stands."""

    __slots__ = ("_content", "file", "key", "line")

    def __init__(self, content: "str | list[Node] | dict[str, Node]", *, file: str, line: int, key: str) -> None:
        self._content = content
        self.file = file
        self.line = line
        self.key = key

    def error(self, problem: str) -> TablesError:
        """Return the error that names this place."""
        return TablesError(self.file, self.line, self.key, problem)

    def text(self) -> str:
        """Return the text, or raise."""
        if not isinstance(self._content, str):
            raise self.error("expected a single value")
        return self._content

    def items(self) -> "list[Node]":
        """Return the entries of a list, or raise."""
        if not isinstance(self._content, list):
            raise self.error("expected a list")
        return self._content

    def fields(self) -> "dict[str, Node]":
        """Return the entries of a mapping, or raise."""
        if not isinstance(self._content, dict):
            raise self.error("expected a mapping")
        return self._content

    def only(self, required: frozenset[str], optional: frozenset[str] = frozenset()) -> "dict[str, Node]":
        """Return the fields after proving that none is missing and none unknown."""
        fields = self.fields()
        for name, node in fields.items():
            if name not in required and name not in optional:
                raise node.error(f"unknown key; known are {', '.join(sorted(required | optional))}")
        for name in sorted(required - fields.keys()):
            raise self.error(f"missing key {name}")
        return fields


def read(text: str, file: str) -> Node:
    """Read one document; raise TablesError where it is not YAML or repeats a key."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TablesError(file, line, "(document)", f"not readable as YAML: {error.problem}") from error
    if root is None:
        raise TablesError(file, 1, "(document)", "the file is empty")
    return _node(root, file, "(document)")


def _node(raw: yaml.Node, file: str, key: str, line: int = 0) -> Node:
    line = line or raw.start_mark.line + 1
    if isinstance(raw, yaml.MappingNode):
        return Node(dict(_pairs(raw, file, key)), file=file, line=line, key=key)
    if isinstance(raw, yaml.SequenceNode):
        entries = [_node(entry, file, f"{key}[{index}]") for index, entry in enumerate(raw.value)]
        return Node(entries, file=file, line=line, key=key)
    return Node(str(raw.value), file=file, line=line, key=key)


def _pairs(raw: yaml.MappingNode, file: str, key: str) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for name_node, value in raw.value:
        name = str(name_node.value)
        path = name if key == "(document)" else f"{key}.{name}"
        line = name_node.start_mark.line + 1
        if name in seen:
            raise TablesError(file, line, path, "this key stands twice")
        seen.add(name)
        yield name, _node(value, file, path, line)
