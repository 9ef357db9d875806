"""Owns the reading of one published case (the format of tests/data/case_format.md) into a care and a cover."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reimbursement.model import (
    Care,
    Cover,
    Exemption,
    Family,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
)
from tools.cases.numbers import cents, optional, product_cents, scaled
from tools.cases.published_care import stay_of, understood, unknown_stay_facts
from tools.cases.published_contract import contracts_of


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
    unknown_stay_facts: tuple[str, ...] = ()


def read_case(raw: Any) -> PublishedCase:
    """Return the case; raise UnreadableCase naming the field that is missing or wrong."""
    try:
        return _case(raw)
    except KeyError as error:
        raise UnreadableCase(f"missing field {error}") from error
    except (ValueError, TypeError, ArithmeticError) as error:
        raise UnreadableCase(str(error)) from error


def _case(raw: Mapping[str, Any]) -> PublishedCase:
    cover = _cover(raw)
    return PublishedCase(
        str(raw["id"]),
        str(raw["category"]),
        _care(raw, cover),
        cover,
        {
            name: scaled(text, 10_000) if name == "rate" else cents(text)
            for name, text in raw["expected"].items()
            if text is not None  # the source does not say: nothing to compare
        },
        cents(raw.get("tolerance", "0.00")),
        unknown_stay_facts(raw.get("stay")),
    )


def _care(raw: Mapping[str, Any], cover: Cover) -> Care:
    day, setting, stay = date.fromisoformat(raw["care_date"]), Setting(raw["setting"]), stay_of(raw.get("stay"))
    related = raw["patient"]["care_related_to_exemption"]
    professional = Professional(
        ProfessionalKind(raw["professional"]["kind"]), Sector(raw["professional"]["sector"] or ""), "the practice"
    )
    return Care(
        hashlib.blake2b(str(raw["id"]).encode(), digest_size=16).digest(),
        day,
        Pathway(raw["pathway"]),
        setting,
        professional,
        tuple(
            understood(_line(number, entry), professional.kind, cover, day=day, related=related)
            for number, entry in enumerate(raw["lines"], start=1)
        ),
        third_party_payment=bool(raw["third_party_payment"]),
        related_to_exemption=related,
        stay=stay,
        hospitalised_after=setting is Setting.EMERGENCY and stay is not None,
    )


def _line(number: int, raw: Mapping[str, Any]) -> Line:
    line = Line(
        number,
        raw["code"] or "",
        Family(raw["family"]),
        int(raw["quantity"]),
        optional(raw["price"], 100),
        base_cents=optional(raw["base"], 100),
        rate_bp=optional(raw["rate"], 10_000),
    )
    return _with_product(line, raw)


def _with_product(line: Line, raw: Mapping[str, Any]) -> Line:
    """The factors of the base, or the base itself where one of them has more decimals than the rules hold.

    Beside a stated base they change nothing but that a coefficient makes an act a costly one.
    """
    unit_value, coefficient, factor = (raw.get(name) for name in ("unit_value", "coefficient", "modifier_factor"))
    try:
        return line._replace(
            unit_value_cents=optional(unit_value, 100),
            coefficient_milli=optional(coefficient, 1_000),
            modifier_factor_milli=optional(factor, 1_000),
        )
    except ValueError:
        if line.base_cents is not None:
            return line
        if unit_value is None:
            raise
        return line._replace(base_cents=product_cents(unit_value, coefficient, factor))


def _cover(raw: Mapping[str, Any]) -> Cover:
    patient = raw["patient"]
    exemptions = frozenset(Exemption(name) for name in patient["exemptions"])
    return Cover(
        # No case is near an age limit; a birthday on 1 January keeps the age through the year.
        date(date.fromisoformat(raw["care_date"]).year - int(patient["age"]), 1, 1),
        str(patient["regime"]),
        alsace_moselle=bool(patient["alsace_moselle"]),
        exemptions=exemptions,
        contracts=contracts_of(raw["guarantees"], exemptions, several=len(raw["lines"]) > 1),
    )
