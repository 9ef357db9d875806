"""Owns the proof of the catalogue of acts: labels in both languages, tariffs that exist, ages that make sense."""

from reimbursement.rule_tables import Act, Variant
from reimbursement.vocabulary import ProfessionalKind
from reimbursement_tables.nodes import Node

EVERY_AGE = 200
_KEYS = frozenset({"label", "tariffs"})
_OPTIONAL = frozenset({"variants", "below_age", "lower_sectors", "own_sector_2", "compulsory_exam"})
_KINDS = frozenset(kind.value for kind in ProfessionalKind)


def act_of(code: str, node: Node, parameters: frozenset[str]) -> Act:
    """Return the proved act, or raise TablesError at the line that is wrong."""
    fields = node.only(_KEYS, _OPTIONAL)
    label = fields["label"].only(frozenset({"fr", "en"}))
    variants = fields["variants"].items() if "variants" in fields else []
    return Act(
        code,
        label["fr"].text(),
        label["en"].text(),
        _tariffs(fields["tariffs"], parameters),
        tuple(_variant(entry, parameters) for entry in variants),
        below_age=_age(fields.get("below_age"), EVERY_AGE),
        lower_sectors=_yes(fields.get("lower_sectors")),
        own_sector_2=_yes(fields.get("own_sector_2")),
        compulsory_exam=_yes(fields.get("compulsory_exam")),
    )


def _variant(node: Node, parameters: frozenset[str]) -> Variant:
    fields = node.only(frozenset({"tariffs"}), frozenset({"kind", "from_age", "below_age"}))
    kind = fields["kind"].text() if "kind" in fields else ""
    if kind and kind not in _KINDS:
        raise fields["kind"].error(f"{kind} is not a known kind of professional")
    from_age, below_age = _age(fields.get("from_age"), 0), _age(fields.get("below_age"), EVERY_AGE)
    if from_age >= below_age:
        raise node.error(f"from_age {from_age} is not below below_age {below_age}")
    return Variant(kind, from_age, below_age, _tariffs(fields["tariffs"], parameters))


def _tariffs(node: Node, parameters: frozenset[str]) -> tuple[str, ...]:
    for entry in node.items():
        if entry.text() not in parameters:
            raise entry.error(f"{entry.text()} is not a parameter of the tables")
    return tuple(entry.text() for entry in node.items())


def _age(node: Node | None, default: int) -> int:
    if node is None:
        return default
    if not node.text().isdigit():
        raise node.error(f"{node.text()} is not an age in whole years")
    return int(node.text())


def _yes(node: Node | None) -> bool:
    if node is not None and node.text() != "yes":
        raise node.error("write yes, or leave the key out")
    return node is not None
