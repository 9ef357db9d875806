"""What cannot be settled is refused by name, with the field and what to do, and never with a person in it."""

from datetime import date
from typing import Any

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import InvalidCare, NotCovered
from reimbursement.model import (
    Care,
    Contract,
    Cover,
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

TABLES = reimbursement_tables.load()
COVER = Cover(date(1985, 6, 15))
GP = Professional(ProfessionalKind.GP, Sector.ONE, "a practice")
CONSULTATION = Line(1, "G", Family.CONSULTATION, 1, 3_000)
CARE = Care(b"0" * 16, date(2026, 2, 1), Pathway.IN, Setting.OFFICE, GP, (CONSULTATION,))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "lines[0].quantity"),
        ({"price_cents": -1}, "lines[0].price_cents"),
        ({"base_cents": -1}, "lines[0].base_cents"),
        ({"rate_bp": -1}, "lines[0].rate_bp"),
        ({"rate_bp": 10_001}, "lines[0].rate_bp"),
        ({"unit_value_cents": -1}, "lines[0].unit_value_cents"),
        ({"coefficient_milli": -1}, "lines[0].coefficient_milli"),
        ({"modifier_factor_milli": -1}, "lines[0].modifier_factor_milli"),
        ({"code": ""}, "lines[0].code"),
        ({"code": "G+ZZZ"}, "lines[0].code"),
    ],
)
def test_a_field_that_cannot_be_is_named_with_advice(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidCare) as raised:
        adjudicate(CARE._replace(lines=(CONSULTATION._replace(**change),)), COVER, (), TABLES)
    assert raised.value.field == field
    assert raised.value.advice
    assert set(raised.value.facts) == {"field", "value", "advice"}


def test_an_invoice_without_lines_or_with_a_number_twice_is_refused() -> None:
    for lines in ((), (CONSULTATION, CONSULTATION)):
        with pytest.raises(InvalidCare, match="lines"):
            adjudicate(CARE._replace(lines=lines), COVER, (), TABLES)


def test_a_birth_after_the_care_is_refused_without_saying_the_date() -> None:
    with pytest.raises(InvalidCare, match="withheld") as raised:
        adjudicate(CARE, Cover(date(2026, 2, 2)), (), TABLES)
    assert "2026" not in str(raised.value)


@pytest.mark.parametrize(
    "family",
    [f for f in Family if f not in {Family.CONSULTATION, Family.VISIT, Family.TECHNICAL_ACT, Family.SURCHARGE}],
)
def test_a_family_not_built_yet_is_named(family: Family) -> None:
    with pytest.raises(NotCovered) as raised:
        adjudicate(CARE._replace(lines=(CONSULTATION._replace(family=family),)), COVER, (), TABLES)
    assert raised.value.facts == {"what": f"family.{family.value}"}


@pytest.mark.parametrize("setting", [Setting.EMERGENCY, Setting.HOSPITAL_STAY, Setting.DENTAL])
def test_a_setting_not_built_yet_is_named(setting: Setting) -> None:
    with pytest.raises(NotCovered, match=f"setting.{setting.value}"):
        adjudicate(CARE._replace(setting=setting), COVER, (), TABLES)


@pytest.mark.parametrize("kind", [ProfessionalKind.DENTIST, ProfessionalKind.NURSE, ProfessionalKind.OTHER])
def test_a_profession_not_built_yet_is_named(kind: ProfessionalKind) -> None:
    with pytest.raises(NotCovered, match=f"professional.{kind.value}"):
        adjudicate(CARE._replace(professional=GP._replace(kind=kind)), COVER, (), TABLES)


def test_a_negative_guarantee_is_refused() -> None:
    contract = Contract("1", (Guarantee(GuaranteeKind.EUROS, -1),))
    with pytest.raises(InvalidCare, match="never negative"):
        adjudicate(CARE, COVER._replace(contracts=(contract,)), (), TABLES)
