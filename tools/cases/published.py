"""Owns the reading of one published case (the format of tests/data/case_format.md) into a care and a cover."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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

_PERCENT_KINDS = frozenset({GuaranteeKind.PERCENT_BASE, GuaranteeKind.REAL_COST})


class UnreadableCase(Exception):  # noqa: N818 - the file's fault, told to whoever wrote it
    """A line of the file is not a case; the message says which field."""


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One worked example: what to compute and what its source prints."""

    case_id: str
    category: str
    care: Care
    cover: Cover
    expected: Mapping[str, int]  # cents, the rate in basis points
    tolerance_cents: int
    has_stay: bool


def read_case(raw: Any) -> PublishedCase:
    """Return the case; raise UnreadableCase naming the field that is missing or wrong."""
    try:
        return _case(raw)
    except KeyError as error:
        raise UnreadableCase(f"missing field {error}") from error
    except (ValueError, TypeError, ArithmeticError) as error:
        raise UnreadableCase(str(error)) from error


def _case(raw: Mapping[str, Any]) -> PublishedCase:
    day = date.fromisoformat(raw["care_date"])
    patient = raw["patient"]
    guarantees = tuple(_guarantee(entry) for entry in raw["guarantees"])
    care = Care(
        hashlib.blake2b(str(raw["id"]).encode(), digest_size=16).digest(),
        day,
        Pathway(raw["pathway"]),
        Setting(raw["setting"]),
        _professional(raw["professional"]),
        tuple(_line(number, entry) for number, entry in enumerate(raw["lines"], start=1)),
        third_party_payment=bool(raw["third_party_payment"]),
        related_to_exemption=patient["care_related_to_exemption"],
    )
    cover = Cover(
        date(day.year - int(patient["age"]), 1, 1),  # no case is near an age limit; January keeps the age on 1 January
        str(patient["regime"]),
        alsace_moselle=bool(patient["alsace_moselle"]),
        exemptions=frozenset(Exemption(name) for name in patient["exemptions"]),
        contracts=(Contract("", guarantees),) if guarantees else (),
    )
    expected = {name: _expected(name, text) for name, text in raw["expected"].items()}
    tolerance = _cents(raw.get("tolerance", "0.00"))
    return PublishedCase(
        str(raw["id"]), str(raw["category"]), care, cover, expected, tolerance, raw.get("stay") is not None
    )


def _professional(raw: Mapping[str, Any]) -> Professional:
    return Professional(ProfessionalKind(raw["kind"]), Sector(raw["sector"] or ""), "the practice of the case")


def _line(number: int, raw: Mapping[str, Any]) -> Line:
    return Line(
        number,
        raw["code"] or "",
        Family(raw["family"]),
        int(raw["quantity"]),
        _optional(raw["price"], 100),
        base_cents=_optional(raw["base"], 100),
        rate_bp=_optional(raw["rate"], 10_000),
        coefficient_milli=_optional(raw.get("coefficient"), 1_000),
        unit_value_cents=_optional(raw.get("unit_value"), 100),
        modifier_factor_milli=_optional(raw.get("modifier_factor"), 1_000),
    )


def _guarantee(raw: Mapping[str, Any]) -> Guarantee:
    kind = GuaranteeKind(raw["kind"])
    value = 0 if raw["value"] is None else _scaled(raw["value"], 100)  # percent points and euros alike
    return Guarantee(kind, value, includes_amo=bool(raw["includes_amo"]))


def _expected(name: str, text: str) -> int:
    return _scaled(text, 10_000) if name == "rate" else _cents(text)


def _optional(text: str | None, scale: int) -> int | None:
    return None if text is None else _scaled(text, scale)


def _cents(text: str) -> int:
    return _scaled(text, 100)


def _scaled(text: str, scale: int) -> int:
    scaled = Decimal(text) * scale
    if not scaled.is_finite():
        raise ValueError(f"{text} is not an amount")
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text} has more decimals than the format allows")
    return int(scaled)
