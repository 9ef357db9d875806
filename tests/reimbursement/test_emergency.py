"""The emergency fee replaces all the shares of a visit, once, as the situation of the person says."""

from datetime import date

import pytest

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.fee_plan import NO_FEES
from reimbursement.model import (
    Counter,
    Cover,
    Exemption,
    Family,
    ProfessionalKind,
    ReasonCode,
    Use,
)
from tests.reimbursement.fee_cases import (
    ADULT,
    C2S,
    CARE,
    EMERGENCY,
    OTHER,
    OWN,
    SURGEON,
    TABLES,
    a_line,
    codes_of,
    fees_of,
    held_by,
    plans_of,
)


def test_the_emergency_fee_replaces_all_the_shares_of_the_visit() -> None:
    lines = [a_line(1, 3_000, Family.CONSULTATION), a_line(2, 20_000), a_line(3, 4_000, Family.BIOLOGY)]
    assert fees_of(EMERGENCY, *lines) == {1: (10_000, 1_961), 2: (10_000, 0), 3: (10_000, 0)}
    _, uses = plans_of(EMERGENCY, *lines)
    assert uses == (Use(Counter.EMERGENCY_FEE, "clinic", CARE.care_date, 1_961, OWN),)


@pytest.mark.parametrize(
    ("day", "whole", "reduced"),
    [(date(2022, 1, 1), 1_961, 849), (date(2026, 2, 28), 1_961, 849), (date(2026, 3, 1), 2_300, 996)],
)
def test_the_emergency_fee_is_that_of_the_day(day: date, whole: int, reduced: int) -> None:
    care = EMERGENCY._replace(care_date=day, related_to_exemption=True)
    assert fees_of(care, a_line(1, 5_000, Family.CONSULTATION)) == {1: (10_000, whole)}
    cover = held_by(Exemption.ALD)
    assert fees_of(care, a_line(1, 5_000, Family.CONSULTATION), cover=cover) == {1: (10_000, reduced)}


def test_before_2022_and_before_a_stay_there_is_no_emergency_fee() -> None:
    visit = a_line(1, 5_000, Family.CONSULTATION)
    assert plans_of(EMERGENCY._replace(care_date=date(2021, 12, 31)), visit) == (NO_FEES, ())
    assert plans_of(EMERGENCY._replace(hospitalised_after=True), visit) == (NO_FEES, ())


def test_before_2022_a_costly_act_of_an_emergency_bears_its_own_fee() -> None:
    care = EMERGENCY._replace(care_date=date(2021, 12, 31))
    assert fees_of(care, a_line(1, 20_000)) == {1: (10_000, 2_400)}


def test_gynaecological_emergencies_keep_their_rates() -> None:
    for kind in (ProfessionalKind.GYNAECOLOGIST, ProfessionalKind.MIDWIFE):
        care = EMERGENCY._replace(professional=SURGEON._replace(kind=kind))
        assert plans_of(care, a_line(1, 5_000, Family.CONSULTATION)) == (NO_FEES, ())


def test_a_trip_to_the_emergency_ward_bears_no_emergency_fee() -> None:
    care = EMERGENCY._replace(professional=SURGEON._replace(kind=ProfessionalKind.TRANSPORTER))
    assert plans_of(care, a_line(1, 9_000, Family.TRANSPORT)) == (NO_FEES, ())


@pytest.mark.parametrize(
    ("exemption", "related", "fee"),
    [
        (Exemption.ALD, True, 849),
        (Exemption.AT_MP, True, 849),
        (Exemption.AT_MP, False, 1_961),
        (Exemption.AT_MP_TWO_THIRDS, False, 0),
        (Exemption.MATERNITY, None, 0),
        (Exemption.INVALIDITY, None, 0),
        (Exemption.MILITARY_PENSION, True, 0),
        (Exemption.MILITARY_PENSION, False, 0),
        (Exemption.TERRORISM_VICTIM, True, 0),
        (Exemption.TERRORISM_VICTIM, False, 1_961),
        (Exemption.ORGAN_DONOR, None, 0),
        (Exemption.MINOR_VIOLENCE_VICTIM, None, 0),
        (Exemption.AME, None, 0),
    ],
)
def test_each_situation_has_its_emergency_fee(exemption: Exemption, related: bool | None, fee: int) -> None:
    care = EMERGENCY._replace(related_to_exemption=related)
    plans, uses = plans_of(care, a_line(1, 5_000, Family.CONSULTATION), cover=held_by(exemption))
    assert (plans[1].rate.value, plans[1].fee_cents) == (10_000, fee)
    assert [use.amount_cents for use in uses] == ([fee] if fee else [])
    if not fee:
        assert codes_of(plans) == [ReasonCode.FEE_EMERGENCY_EXEMPT]


def test_a_newborn_pays_no_emergency_fee() -> None:
    cover = Cover(date(2026, 1, 20), exemptions=frozenset({Exemption.NEWBORN}))
    plans, uses = plans_of(EMERGENCY, a_line(1, 5_000, Family.CONSULTATION), cover=cover)
    assert (plans[1].rate.value, plans[1].fee_cents, uses) == (10_000, 0, ())


def test_c2s_with_a_long_term_illness_pays_the_reduced_emergency_fee() -> None:
    care = EMERGENCY._replace(related_to_exemption=True)
    cover = held_by(Exemption.ALD)._replace(contracts=(C2S,))
    assert fees_of(care, a_line(1, 5_000, Family.CONSULTATION), cover=cover) == {1: (10_000, 849)}


def test_the_emergency_fee_is_charged_once_a_day_and_practice() -> None:
    visit = a_line(1, 5_000, Family.CONSULTATION)
    before = Use(Counter.EMERGENCY_FEE, "clinic", CARE.care_date, 1_961, OTHER)
    assert fees_of(EMERGENCY, visit, uses=[before]) == {1: (10_000, 0)}
    assert fees_of(EMERGENCY, visit, uses=[before._replace(day=date(2026, 1, 31))]) == {1: (10_000, 1_961)}
    assert fees_of(EMERGENCY, visit, uses=[before._replace(scope="elsewhere")]) == {1: (10_000, 1_961)}


def test_an_emergency_visit_below_the_fee_is_not_established() -> None:
    lines = [a_line(1, 1_000, Family.CONSULTATION), a_line(2, 960, Family.BIOLOGY)]
    with pytest.raises(NotEstablished) as raised:
        plans_of(EMERGENCY, *lines)
    assert raised.value.parameter == "emergency.fee.above_base"
    cover, care = held_by(Exemption.ALD), EMERGENCY._replace(related_to_exemption=True)
    assert fees_of(care, *lines, cover=cover) == {1: (10_000, 849), 2: (10_000, 0)}
    with pytest.raises(NotEstablished) as raised:
        plans_of(care, a_line(1, 848, Family.CONSULTATION), cover=cover)
    assert raised.value.parameter == "emergency.fee.above_base"


def test_an_emergency_visit_is_settled_to_the_cent() -> None:
    """30.00 + 50.00 at 100 %, less 19.61 on the first line and 2.00 of participation on each."""
    lines = (a_line(1, 3_000, Family.CONSULTATION), a_line(2, 5_000))
    done = adjudicate(EMERGENCY._replace(lines=lines), ADULT, (), TABLES)
    assert [line.amo_gross_cents for line in done.lines] == [1_039, 5_000]
    assert (done.amo_paid_cents, done.patient_cents) == (5_639, 2_361)
