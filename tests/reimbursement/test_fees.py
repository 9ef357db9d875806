"""The flat fees of costly acts and emergency visits replace the ticket modérateur: who pays, how much, and once."""

from datetime import date
from typing import Any

import pytest

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.fee_plan import NO_FEES
from reimbursement.model import (
    Counter,
    Detail,
    Exemption,
    Family,
    Prevention,
    ReasonCode,
    Setting,
    Stay,
    Use,
)
from tests.reimbursement.fee_cases import (
    ADULT,
    C2S,
    CARE,
    OTHER,
    OWN,
    TABLES,
    a_line,
    codes_of,
    fees_of,
    held_by,
    plans_of,
)


def test_ordinary_care_has_no_fee_and_no_use() -> None:
    assert plans_of(CARE, a_line(1, 50_000, Family.CONSULTATION)) == (NO_FEES, ())


@pytest.mark.parametrize(
    ("day", "base", "expected"),
    [
        (date(2012, 1, 1), 11_999, {}),
        (date(2012, 1, 1), 12_000, {1: (10_000, 1_800)}),
        (date(2018, 12, 31), 12_540, {1: (10_000, 1_800)}),
        (date(2019, 1, 1), 12_540, {1: (10_000, 2_400)}),
        (date(2026, 4, 21), 20_500, {1: (10_000, 2_400)}),
        (date(2026, 4, 22), 20_500, {1: (10_000, 3_200)}),
    ],
)
def test_the_fee_of_a_costly_act_is_that_of_the_day_from_120_euros_on(
    day: date, base: int, expected: dict[int, tuple[int, int]]
) -> None:
    assert fees_of(CARE._replace(care_date=day), a_line(1, base)) == expected


def test_a_coefficient_of_60_is_costly_whatever_the_tariff() -> None:
    assert fees_of(CARE, a_line(1, 10_000, coefficient_milli=59_999)) == {}
    assert fees_of(CARE, a_line(1, 10_000, coefficient_milli=60_000)) == {1: (10_000, 2_400)}


def test_acts_done_together_are_cumulated_and_bear_one_fee() -> None:
    assert fees_of(CARE, a_line(1, 5_999), a_line(2, 6_000)) == {}
    assert fees_of(CARE, a_line(1, 6_000), a_line(2, 6_000)) == {1: (10_000, 2_400), 2: (10_000, 0)}


def test_the_fee_goes_on_the_first_act_that_can_bear_it() -> None:
    assert fees_of(CARE, a_line(1, 2_000), a_line(2, 20_000)) == {1: (10_000, 0), 2: (10_000, 2_400)}


def test_a_line_with_room_for_the_participation_is_preferred() -> None:
    assert fees_of(CARE, a_line(1, 2_500), a_line(2, 20_000)) == {1: (10_000, 0), 2: (10_000, 2_400)}
    assert fees_of(CARE, a_line(1, 2_600), a_line(2, 20_000)) == {1: (10_000, 2_400), 2: (10_000, 0)}


def test_no_line_bears_more_than_its_base() -> None:
    lines = [a_line(number, 2_000) for number in range(1, 7)]
    parts = fees_of(CARE, *lines)
    assert [fee for _, fee in parts.values()] == [2_000, 400, 0, 0, 0, 0]


def test_a_base_below_the_fee_is_not_established() -> None:
    with pytest.raises(NotEstablished) as raised:
        plans_of(CARE, a_line(1, 2_399, coefficient_milli=60_000))
    assert raised.value.parameter == "costly_act.fee.above_base"


def test_only_costly_acts_and_their_supplements_are_at_100_percent() -> None:
    consultation, act = a_line(1, 3_000, Family.CONSULTATION), a_line(3, 15_000)
    extras = [a_line(2, 500, Family.SURCHARGE), a_line(4, 700, Family.SURCHARGE)]
    assert fees_of(CARE, consultation, extras[0], act, extras[1]) == {3: (10_000, 2_400), 4: (10_000, 0)}


def test_imaging_never_bears_the_fee_and_is_at_100_percent_from_the_threshold_on() -> None:
    plans, uses = plans_of(CARE, a_line(1, 12_000, Family.IMAGING), a_line(2, 11_999, Family.IMAGING))
    assert {number: (plan.rate.value, plan.fee_cents) for number, plan in plans.items()} == {1: (10_000, 0)}
    assert codes_of(plans) == [ReasonCode.FEE_COSTLY_ACT_NOT_FOR_IMAGING]
    assert uses == ()


def test_imaging_is_not_cumulated_with_acts() -> None:
    assert fees_of(CARE, a_line(1, 6_000), a_line(2, 6_000, Family.IMAGING)) == {}


def test_two_images_are_compared_to_the_threshold_each_on_its_own() -> None:
    pair = a_line(1, 20_000, Family.IMAGING)._replace(quantity=2)
    assert fees_of(CARE, pair) == {}
    assert fees_of(CARE, pair._replace(base_cents=24_000)) == {1: (10_000, 0)}


def test_a_stated_rate_and_a_prevention_act_keep_their_rate() -> None:
    assert fees_of(CARE, a_line(1, 20_000, rate_bp=7_000)) == {}
    assert fees_of(CARE, a_line(1, 20_000, detail=Detail(prevention=Prevention.COLORECTAL_SCREENING))) == {}
    assert fees_of(CARE, a_line(1, 20_000, rate_bp=10_000), a_line(2, 5_000)) == {2: (10_000, 2_400)}


@pytest.mark.parametrize(
    ("exemption", "code"),
    [
        (Exemption.ALD, ReasonCode.RATE_ALD),
        (Exemption.MATERNITY, ReasonCode.RATE_MATERNITY),
        (Exemption.AT_MP, ReasonCode.RATE_AT_MP),
        (Exemption.INVALIDITY, ReasonCode.RATE_INVALIDITY),
        (Exemption.MILITARY_PENSION, ReasonCode.RATE_MILITARY_PENSION),
        (Exemption.TERRORISM_VICTIM, ReasonCode.RATE_TERRORISM_VICTIM),
        (Exemption.AME, ReasonCode.RATE_AME),
    ],
)
def test_a_person_with_100_percent_pays_no_fee_for_a_costly_act(exemption: Exemption, code: ReasonCode) -> None:
    care = CARE._replace(related_to_exemption=True)
    plans, uses = plans_of(care, a_line(1, 20_000), cover=held_by(exemption))
    assert (plans[1].rate_code, plans[1].rate.value, plans[1].fee_cents) == (code, 10_000, 0)
    assert codes_of(plans) == [ReasonCode.FEE_COSTLY_ACT_EXEMPT]
    assert uses == ()


def test_care_outside_the_protocol_bears_the_fee() -> None:
    care = CARE._replace(related_to_exemption=False)
    assert fees_of(care, a_line(1, 20_000), cover=held_by(Exemption.ALD)) == {1: (10_000, 2_400)}


def test_a_pension_of_two_thirds_spares_the_fee_and_nothing_replaces_it() -> None:
    assert fees_of(CARE, a_line(1, 20_000), cover=held_by(Exemption.AT_MP_TWO_THIRDS)) == {1: (10_000, 0)}


def test_the_fee_is_due_with_c2s_which_pays_it() -> None:
    assert fees_of(CARE, a_line(1, 20_000), cover=ADULT._replace(contracts=(C2S,))) == {1: (10_000, 2_400)}


def test_the_fee_is_charged_once_a_day_and_practice() -> None:
    plans, uses = plans_of(CARE, a_line(1, 20_000))
    assert uses == (Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OWN),)
    before = [uses[0]._replace(receipt_id=OTHER)]
    assert fees_of(CARE, a_line(1, 20_000), uses=before) == {1: (10_000, 0)}
    plans, uses = plans_of(CARE, a_line(1, 20_000), uses=before)
    assert codes_of(plans) == [ReasonCode.FEE_COSTLY_ACT_ALREADY]
    assert uses == ()


@pytest.mark.parametrize(
    "change",
    [{"receipt_id": OWN}, {"day": date(2026, 1, 31)}, {"scope": "elsewhere"}, {"counter": Counter.EMERGENCY_FEE}],
)
def test_another_use_does_not_stand_for_the_fee(change: dict[str, Any]) -> None:
    before = Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OTHER)._replace(**change)
    assert fees_of(CARE, a_line(1, 20_000), uses=[before]) == {1: (10_000, 2_400)}


def test_a_cancelled_fee_is_due_again() -> None:
    before = Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OTHER)
    uses = [before, before._replace(amount_cents=-2_400)]
    assert fees_of(CARE, a_line(1, 20_000), uses=uses) == {1: (10_000, 2_400)}


def test_a_costly_stay_bears_the_fee_once_for_all_its_acts() -> None:
    first = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s"))
    plans, uses = plans_of(first, a_line(1, 28_409), a_line(2, 3_000, Family.CONSULTATION))
    assert {number: plan.fee_cents for number, plan in plans.items()} == {1: 2_400, 2: 0}
    assert uses == (Use(Counter.COSTLY_ACT, "stay:s", CARE.care_date, 2_400, OWN),)
    later = first._replace(receipt_id=OTHER, care_date=date(2026, 2, 9))
    assert fees_of(later, a_line(1, 3_000, Family.CONSULTATION), uses=uses) == {1: (10_000, 0)}
    elsewhere = later._replace(stay=Stay("another"))
    assert fees_of(elsewhere, a_line(1, 28_409), uses=uses) == {1: (10_000, 2_400)}


def test_an_act_of_a_costly_stay_below_the_threshold_leaves_the_fee_to_the_bill_of_the_stay() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", costly_act=True))
    plans, uses = plans_of(care, a_line(1, 3_000, Family.CONSULTATION))
    assert (plans[1].rate.value, plans[1].fee_cents, uses) == (10_000, 0, ())


def test_an_ordinary_stay_changes_nothing_for_its_acts() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", nights=3))
    assert plans_of(care, a_line(1, 3_000, Family.CONSULTATION)) == ({}, ())


def test_acts_from_the_31st_day_on_are_at_100_percent_without_a_fee() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", days_before=30))
    plans, uses = plans_of(care, a_line(1, 28_409))
    assert (plans[1].rate_code, plans[1].rate.value, plans[1].fee_cents) == (ReasonCode.RATE_AFTER_30_DAYS, 10_000, 0)
    assert uses == ()


def test_a_costly_act_is_settled_to_the_cent() -> None:
    """205.00 - 24.00 = 181.00 of AMO, less the participation of 2.00; 26.00 stay with the person."""
    done = adjudicate(CARE._replace(lines=(a_line(1, 20_500),)), ADULT, (), TABLES)
    line = done.lines[0]
    assert (line.rate_bp, line.amo_gross_cents, line.fee_cents) == (10_000, 18_100, 2_400)
    assert (done.amo_paid_cents, done.patient_cents) == (17_900, 2_600)
    assert [use for use in done.uses if use.counter is Counter.COSTLY_ACT]
