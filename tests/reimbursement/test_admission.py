"""What cannot be settled is refused by name, with the field and what to do, and never with a person in it."""

from datetime import date
from typing import Any

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import InvalidCare, NotCovered
from reimbursement.model import (
    Access,
    Care,
    Contract,
    Cover,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Stay,
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


@pytest.mark.parametrize("kind", [ProfessionalKind.PHARMACIST, ProfessionalKind.OPTICIAN, ProfessionalKind.OTHER])
def test_a_consultation_of_somebody_who_gives_none_is_named(kind: ProfessionalKind) -> None:
    with pytest.raises(NotCovered) as raised:
        adjudicate(CARE._replace(professional=GP._replace(kind=kind)), COVER, (), TABLES)
    assert raised.value.facts == {"what": f"professional.{kind.value}"}


@pytest.mark.parametrize(
    ("pathway", "access"),
    [
        (Pathway.IN, Access.NOT_RESPECTED),
        (Pathway.IN, Access.NO_TREATING_DOCTOR),
        (Pathway.OUT, Access.REFERRED),
        (Pathway.OUT, Access.TREATING_DOCTOR),
    ],
)
def test_an_access_that_contradicts_the_pathway_is_refused(pathway: Pathway, access: Access) -> None:
    with pytest.raises(InvalidCare) as raised:
        adjudicate(CARE._replace(pathway=pathway, access=access), COVER, (), TABLES)
    assert raised.value.field == "access"


def test_a_refused_generic_is_not_paid_directly() -> None:
    line = CONSULTATION._replace(detail=Detail(generic_refused=True))
    with pytest.raises(InvalidCare) as raised:
        adjudicate(CARE._replace(lines=(line,), third_party_payment=True), COVER, (), TABLES)
    assert raised.value.field == "third_party_payment"


def test_a_side_that_is_no_ear_is_refused() -> None:
    line = CONSULTATION._replace(detail=Detail(side="middle"))
    with pytest.raises(InvalidCare, match="left or right"):
        adjudicate(CARE._replace(lines=(line,)), COVER, (), TABLES)


@pytest.mark.parametrize("stay", [Stay("s", -1), Stay("s", 1, days_before=-1), Stay("s", 1, daily_price_cents=-1)])
def test_a_negative_stay_is_refused(stay: Stay) -> None:
    with pytest.raises(InvalidCare, match="never negative"):
        adjudicate(CARE._replace(stay=stay), COVER, (), TABLES)


def test_the_days_of_a_stay_are_on_one_line() -> None:
    days = CONSULTATION._replace(family=Family.HOSPITAL_DAY)
    with pytest.raises(InvalidCare, match="one line"):
        adjudicate(CARE._replace(stay=Stay("s", 1), lines=(days, days._replace(line_no=2))), COVER, (), TABLES)


def test_a_price_of_a_stay_below_what_is_owed_is_refused() -> None:
    days = CONSULTATION._replace(family=Family.HOSPITAL_DAY, code="", base_cents=100_000, price_cents=90_000)
    with pytest.raises(InvalidCare, match="whole price of the stay"):
        adjudicate(CARE._replace(stay=Stay("s", 2), lines=(days,)), COVER, (), TABLES)


def test_a_negative_guarantee_is_refused() -> None:
    contract = Contract("1", (Guarantee(GuaranteeKind.EUROS, -1),))
    with pytest.raises(InvalidCare, match="never negative"):
        adjudicate(CARE, COVER._replace(contracts=(contract,)), (), TABLES)
