"""Owns the proof of dated parameters: days sorted, unit known, every value graded and sourced."""

from collections.abc import Mapping
from datetime import date

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement_tables.nodes import Node
from reimbursement_tables.units import day_of, unit_of, value_of

_KEYS = frozenset({"description", "unit", "last_checked", "values"})
_VALUE_KEYS = frozenset({"since", "value", "grade", "source"})
_GRADES = frozenset("ABC")


def parameter_of(name: str, node: Node, sources: Mapping[str, Source]) -> Parameter:
    """Return the proved parameter, or raise TablesError at the line that is wrong."""
    fields = node.only(_KEYS, frozenset({"law"}))
    unit = unit_of(fields["unit"])
    history = tuple(_dated(entry, unit, sources) for entry in fields["values"].items())
    _prove_order(fields["values"], history)
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


def _dated(node: Node, unit: str, sources: Mapping[str, Source]) -> DatedValue:
    fields = node.only(_VALUE_KEYS, frozenset({"note"}))
    grade = fields["grade"].text()
    if grade not in _GRADES:
        raise fields["grade"].error(f"grade {grade} is not A (law, official), B (profession, press) or C (inferred)")
    source = _known(fields["source"], sources)
    return DatedValue(day_of(fields["since"]), value_of(fields["value"], unit), grade, source)


def _prove_order(node: Node, history: tuple[DatedValue, ...]) -> None:
    if not history:
        raise node.error("at least one value is needed")
    previous: date | None = None
    for entry, place in zip(history, node.items(), strict=True):
        if previous is not None and entry.since <= previous:
            raise place.error(f"{entry.since} does not come after {previous}: sort values by day, one a day")
        previous = entry.since


def _written(node: Node) -> str:
    text = node.text().strip()
    if not text:
        raise node.error("must not be empty")
    return text
