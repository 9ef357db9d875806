"""Owns the reading of the person of a written case: rights, situations and complementary contracts."""

from collections.abc import Mapping
from typing import Any

from reimbursement.model import Contract, Cover, Exemption, Family, Guarantee, GuaranteeKind, Per, SectorScope
from tools.cases.fields import count, day, entries, flag, flagged, mapping, one_of, one_or_none, scaled

PERSON_FIELDS = frozenset({"born", "regime", "alsace_moselle", "exemptions", "contracts"})
_CONTRACT_FIELDS = frozenset({"number", "guarantees", "c2s", "responsible"})
_GUARANTEE_FIELDS = frozenset({"kind", "value", "includes_amo", "families", "per", "budget", "times_a_year", "sectors"})


def cover_of(where: str, raw: Any) -> Cover:
    """Return the cover of a person; what is left out is an adult of the general scheme without a contract."""
    fields = mapping(where, raw, PERSON_FIELDS)
    return Cover(
        day(f"{where}.born", fields.get("born", "1985-06-15")),
        str(fields.get("regime", "01")),
        alsace_moselle=flagged(where, fields, "alsace_moselle"),
        exemptions=_exemptions(f"{where}.exemptions", fields.get("exemptions")),
        contracts=tuple(
            _contract(f"{where}.contracts[{n}]", entry)
            for n, entry in enumerate(entries(f"{where}.contracts", fields.get("contracts")))
        ),
    )


def _exemptions(where: str, raw: Any) -> frozenset[Exemption]:
    return frozenset(one_of(Exemption, where, name) for name in entries(where, raw))


def _contract(where: str, raw: Any) -> Contract:
    fields = mapping(where, raw, _CONTRACT_FIELDS)
    guarantees = entries(f"{where}.guarantees", fields.get("guarantees"))
    return Contract(
        str(fields.get("number", "")),
        tuple(_guarantee(f"{where}.guarantees[{n}]", entry) for n, entry in enumerate(guarantees)),
        c2s=flagged(where, fields, "c2s"),
        responsible=flag(f"{where}.responsible", fields.get("responsible", "true")),
    )


def _guarantee(where: str, raw: Any) -> Guarantee:
    fields = mapping(where, raw, _GUARANTEE_FIELDS)
    return Guarantee(
        one_of(GuaranteeKind, f"{where}.kind", fields.get("kind", "")),
        scaled(f"{where}.value", fields.get("value"), 100) or 0,  # percent points and euros alike
        includes_amo=flagged(where, fields, "includes_amo"),
        families=_families(f"{where}.families", fields),
        per=one_or_none(Per, where, fields, "per"),
        budget=str(fields.get("budget", "")),
        times_a_year=count(where, fields, "times_a_year", 0),
        sectors=one_or_none(SectorScope, where, fields, "sectors"),
    )


def _families(where: str, fields: Mapping[str, Any]) -> frozenset[Family]:
    return frozenset(one_of(Family, where, name) for name in entries(where, fields.get("families")))
