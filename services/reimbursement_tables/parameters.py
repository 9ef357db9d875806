"""Owns the proof of dated parameters: days sorted, unit known, every value graded and sourced."""

from collections.abc import Mapping, Sequence
from datetime import date

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement_tables.nodes import Node
from reimbursement_tables.units import day_of, unit_of, value_of

_KEYS = frozenset({"description", "unit", "last_checked", "values"})
_VALUE_KEYS = frozenset({"since", "value", "grade", "source"})
_GRADES = ("A", "B", "C")


def parameter_of(name: str, node: Node, sources: Mapping[str, Source]) -> Parameter:
    """Return the proved parameter, or raise TablesError at the line that is wrong."""
    fields = node.only(_KEYS, frozenset({"law"}))
    unit = unit_of(fields["unit"])
    history = tuple(_dated(entry, unit, sources) for entry in fields["values"].items())
    if not history:
        raise fields["values"].error("at least one value is needed")
    prove_order(history, fields["values"].items())
    checked = day_of(fields["last_checked"])
    return Parameter(
        name,
        history,
        unit=unit,
        description=_written(fields["description"]),
        law=_law(fields["law"], sources) if "law" in fields else None,
        last_checked=checked,
    )


def source_of(node: Node) -> Source:
    """Return a source with its title and its link."""
    fields = node.only(frozenset({"title", "link"}))
    link = fields["link"]
    if not link.text().startswith("https://"):
        raise link.error("a link starts with https://")
    return Source(_written(fields["title"]), link.text())


def _law(node: Node, sources: Mapping[str, Source]) -> Source:
    """Return the article of law: the source it is in, with its number after the title."""
    fields = node.only(frozenset({"source"}), frozenset({"article"}))
    source = _known(fields["source"], sources)
    return source._replace(title=f"{source.title}, {_written(fields['article'])}") if "article" in fields else source


def _known(node: Node, sources: Mapping[str, Source]) -> Source:
    if node.text() not in sources:
        raise node.error(f"source {node.text()} is not in sources.yaml")
    return sources[node.text()]


def dated_value(
    value: int | None, since: Node, *, grade: Node, source: Node, sources: Mapping[str, Source]
) -> DatedValue:
    """Return a value from a day on, after proving its grade and its source."""
    if grade.text() not in _GRADES:
        raise grade.error(f"grade {grade.text()} is not A (law, official), B (profession, press) or C (inferred)")
    return DatedValue(day_of(since), value, grade.text(), _known(source, sources))


def prove_order(history: Sequence[DatedValue], places: Sequence[Node]) -> None:
    """Raise at the place of a value that does not come after the one before it."""
    previous: date | None = None
    for entry, place in zip(history, places, strict=True):
        if previous is not None and entry.since <= previous:
            raise place.error(f"{entry.since} does not come after {previous}: sort values by day, one a day")
        previous = entry.since


def _dated(node: Node, unit: str, sources: Mapping[str, Source]) -> DatedValue:
    fields = node.only(_VALUE_KEYS, frozenset({"note"}))
    value = value_of(fields["value"], unit)
    return dated_value(value, fields["since"], grade=fields["grade"], source=fields["source"], sources=sources)


def _written(node: Node) -> str:
    text = node.text().strip()
    if not text:
        raise node.error("must not be empty")
    return text
