"""Owns the proof of the catalogue of acts: labels in both languages, a known family, parameters that exist, ages."""

from enum import StrEnum
from typing import TypeVar

from reimbursement.rule_tables import Act, Variant
from reimbursement.vocabulary import Basket, Family, Prevention, ProfessionalKind
from reimbursement_tables.nodes import Node

EVERY_AGE = 200
_KEYS = frozenset({"label", "family", "tariffs"})
_OPTIONAL = frozenset(
    {
        "variants",
        "below_age",
        "lower_sectors",
        "own_sector_2",
        "prevention",
        "key_letter",
        "rate",
        "rate_below_age",
        "no_franchise",
        "basket",
        "price_limit",
        "generic_price",
    }
)
_KINDS = frozenset(kind.value for kind in ProfessionalKind)
_Word = TypeVar("_Word", bound=StrEnum)


def act_of(code: str, node: Node, parameters: frozenset[str]) -> Act:
    """Return the proved act, or raise TablesError at the line that is wrong."""
    fields = node.only(_KEYS, _OPTIONAL)
    label = fields["label"].only(frozenset({"fr", "en"}))
    variants = fields["variants"].items() if "variants" in fields else []
    if "rate_below_age" in fields and "rate" not in fields:
        raise fields["rate_below_age"].error("without rate it says nothing")
    return Act(
        code,
        label["fr"].text(),
        label["en"].text(),
        _tariffs(fields["tariffs"], parameters),
        tuple(_variant(entry, parameters) for entry in variants),
        below_age=_age(fields.get("below_age"), EVERY_AGE),
        lower_sectors=_yes(fields.get("lower_sectors")),
        own_sector_2=_yes(fields.get("own_sector_2")),
        family=word_of(fields["family"], Family),
        prevention=word_of(fields["prevention"], Prevention) if "prevention" in fields else Prevention.NONE,
        key_letter=_yes(fields.get("key_letter")),
        rate=_parameter(fields.get("rate"), parameters),
        rate_below_age=_age(fields.get("rate_below_age"), EVERY_AGE),
        no_franchise=_yes(fields.get("no_franchise")),
        basket=word_of(fields["basket"], Basket) if "basket" in fields else Basket.NONE,
        price_limit=_parameter(fields.get("price_limit"), parameters),
        generic_price=_parameter(fields.get("generic_price"), parameters),
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
    return tuple(_parameter(entry, parameters) for entry in node.items())


def _parameter(node: Node | None, parameters: frozenset[str]) -> str:
    if node is None:
        return ""
    if node.text() not in parameters:
        raise node.error(f"{node.text()} is not a parameter of the tables")
    return node.text()


def word_of(node: Node, words: type[_Word]) -> _Word:
    """Return the word that is written, or raise with the known ones."""
    known = [word for word in words if word.value]
    if node.text() not in known:
        raise node.error(f"{node.text()} is not one of {', '.join(known)}")
    return words(node.text())


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
