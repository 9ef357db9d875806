"""Owns the reading of a case written by hand (YAML or JSON, the format of examples/README.md)."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reimbursement.model import (
    Care,
    Contract,
    Cover,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
)
from tools.cases.fields import WrittenCaseError, day, entries, flag, mapping, one_of, scaled

_CARE_FIELDS = frozenset(
    {"date", "title", "pathway", "setting", "professional", "lines", "third_party_payment", "related_to_exemption"}
)
_PERSON_FIELDS = frozenset({"born", "regime", "alsace_moselle", "exemptions", "contracts"})
_LINE_FIELDS = frozenset(
    {"code", "family", "quantity", "price", "base", "rate", "coefficient", "unit_value", "modifier_factor"}
)
_CONTRACT_FIELDS = frozenset({"number", "guarantees", "c2s", "responsible"})
_GUARANTEE_FIELDS = frozenset({"kind", "value", "includes_amo", "families"})


class WrittenCase(NamedTuple):
    """One person and their care in the order in which it is settled, with its titles."""

    cover: Cover
    cares: tuple[Care, ...]
    titles: tuple[str, ...]


def read_case(path: Path) -> WrittenCase:
    """Return the case of a YAML or JSON file; raise WrittenCaseError with the field that is wrong."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        raise WrittenCaseError(f"{path.name} is neither YAML nor JSON: {error}") from error
    return case_of(raw)


def case_of(raw: Any) -> WrittenCase:
    """Return the case of a mapping whose values are texts."""
    fields = mapping("case", raw, frozenset({"person", "care"}))
    cares = entries("care", fields.get("care"))
    if not cares:
        raise WrittenCaseError("care: write at least one care")
    titles = tuple(str(entry.get("title", "")) if isinstance(entry, dict) else "" for entry in cares)
    return WrittenCase(
        cover_of(fields.get("person", {})), tuple(care_of(f"care[{n}]", entry) for n, entry in enumerate(cares)), titles
    )


def cover_of(raw: Any) -> Cover:
    """Return the cover of `person`."""
    fields = mapping("person", raw, _PERSON_FIELDS)
    return Cover(
        day("person.born", fields.get("born", "1985-06-15")),
        str(fields.get("regime", "01")),
        alsace_moselle=flag("person.alsace_moselle", fields.get("alsace_moselle", "false")),
        exemptions=frozenset(
            one_of(Exemption, "person.exemptions", name)
            for name in entries("person.exemptions", fields.get("exemptions"))
        ),
        contracts=tuple(
            _contract(f"person.contracts[{n}]", entry)
            for n, entry in enumerate(entries("person.contracts", fields.get("contracts")))
        ),
    )


def care_of(where: str, raw: Any) -> Care:
    """Return one care; its receipt id follows from its place in the file."""
    fields = mapping(where, raw, _CARE_FIELDS)
    related = fields.get("related_to_exemption")
    return Care(
        hashlib.blake2b(where.encode(), digest_size=16).digest(),
        day(f"{where}.date", fields.get("date", "")),
        one_of(Pathway, f"{where}.pathway", fields.get("pathway", "in")),
        one_of(Setting, f"{where}.setting", fields.get("setting", "office")),
        _professional(f"{where}.professional", fields.get("professional", {})),
        tuple(
            _line(f"{where}.lines[{n}]", n + 1, entry)
            for n, entry in enumerate(entries(f"{where}.lines", fields.get("lines")))
        ),
        third_party_payment=flag(f"{where}.third_party_payment", fields.get("third_party_payment", "false")),
        related_to_exemption=None if related is None else flag(f"{where}.related_to_exemption", related),
    )


def _professional(where: str, raw: Any) -> Professional:
    fields = mapping(where, raw, frozenset({"kind", "sector", "practice"}))
    return Professional(
        one_of(ProfessionalKind, f"{where}.kind", fields.get("kind", "gp")),
        one_of(Sector, f"{where}.sector", fields.get("sector", "1")),
        str(fields.get("practice", "practice 1")),
    )


def _line(where: str, number: int, raw: Any) -> Line:
    fields = mapping(where, raw, _LINE_FIELDS)
    return Line(
        number,
        str(fields.get("code", "")),
        one_of(Family, f"{where}.family", fields.get("family", "consultation")),
        int(scaled(f"{where}.quantity", fields.get("quantity", "1"), 1) or 0),
        scaled(f"{where}.price", fields.get("price"), 100),
        base_cents=scaled(f"{where}.base", fields.get("base"), 100),
        rate_bp=scaled(f"{where}.rate", fields.get("rate"), 10_000),
        coefficient_milli=scaled(f"{where}.coefficient", fields.get("coefficient"), 1_000),
        unit_value_cents=scaled(f"{where}.unit_value", fields.get("unit_value"), 100),
        modifier_factor_milli=scaled(f"{where}.modifier_factor", fields.get("modifier_factor"), 1_000),
    )


def _contract(where: str, raw: Any) -> Contract:
    fields = mapping(where, raw, _CONTRACT_FIELDS)
    return Contract(
        str(fields.get("number", "")),
        tuple(
            _guarantee(f"{where}.guarantees[{n}]", entry)
            for n, entry in enumerate(entries(where, fields.get("guarantees")))
        ),
        c2s=flag(f"{where}.c2s", fields.get("c2s", "false")),
        responsible=flag(f"{where}.responsible", fields.get("responsible", "true")),
    )


def _guarantee(where: str, raw: Any) -> Guarantee:
    fields = mapping(where, raw, _GUARANTEE_FIELDS)
    return Guarantee(
        one_of(GuaranteeKind, f"{where}.kind", fields.get("kind", "")),
        scaled(f"{where}.value", fields.get("value"), 100) or 0,  # percent points and euros alike
        includes_amo=flag(f"{where}.includes_amo", fields.get("includes_amo", "false")),
        families=frozenset(one_of(Family, where, name) for name in entries(where, fields.get("families"))),
    )
