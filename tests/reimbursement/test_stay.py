"""Each row of the table of hospital stays: ticket modérateur, daily fee, exit day, 31st day, costly act."""

from datetime import date
from typing import Any

import pytest

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import (
    Amount,
    Contract,
    Counter,
    Cover,
    Exemption,
    Guarantee,
    GuaranteeKind,
    ReasonCode,
    StayEnd,
    StayKind,
    Use,
)
from reimbursement.stay import StayShare
from tests.reimbursement.stay_cases import ADULT, CARE, DAYS, OWN, SPARED_DAILY, TABLES, a_stay, settled_stay, share_of


def test_the_person_owes_the_ticket_moderateur_and_the_fee_of_the_exit_day() -> None:
    assert share_of(a_stay(10), 1_000_000) == StayShare(8_000, 800_000, 2_000, 202_000)


# 10 nights at 50.00: ticket modérateur 100.00, below 10 daily fees, 200.00.
def test_the_person_owes_the_daily_fee_when_it_is_more_than_the_ticket_moderateur() -> None:
    assert share_of(a_stay(10), 50_000) == StayShare(8_000, 40_000, 12_000, 22_000)


def test_a_ticket_moderateur_equal_to_the_daily_fee_leaves_the_exit_day_on_top() -> None:
    assert share_of(a_stay(10), 100_000) == StayShare(8_000, 80_000, 2_000, 22_000)


@pytest.mark.parametrize("end", [StayEnd.DEATH, StayEnd.TRANSFER])
def test_the_exit_day_bears_no_fee_after_a_death_or_a_transfer(end: StayEnd) -> None:
    assert share_of(a_stay(10, end=end), 1_000_000) == StayShare(8_000, 800_000, 0, 200_000)
    assert share_of(a_stay(10, end=end), 50_000) == StayShare(8_000, 40_000, 10_000, 20_000)


def test_the_ticket_moderateur_is_reckoned_on_the_daily_price_and_amo_on_its_own_base() -> None:
    """20 % of 3 x 1 200.00 = 720.00; AMO 80 % of 2 500.00; exit day 20.00."""
    assert share_of(a_stay(3, daily_price_cents=120_000), 250_000) == StayShare(8_000, 200_000, 2_000, 74_000)


def test_without_the_daily_fee_only_the_ticket_moderateur_is_owed() -> None:
    found, because, _ = settled_stay(a_stay(10), 1_000_000, cover=SPARED_DAILY)
    assert found == StayShare(8_000, 800_000, 0, 200_000)
    assert [reason.code for reason in because] == [ReasonCode.RATE_IN_STAY, ReasonCode.FEE_DAILY_EXEMPT]


@pytest.mark.parametrize("kind", [StayKind.DAY_CASE, StayKind.HOME])
def test_a_day_case_and_care_at_home_bear_no_daily_fee(kind: StayKind) -> None:
    assert share_of(a_stay(2, kind=kind), 80_000) == StayShare(8_000, 64_000, 0, 16_000)
    assert share_of(a_stay(0, kind=kind, daily_price_cents=50_000), 40_000) == StayShare(8_000, 32_000, 0, 10_000)


def test_a_full_stay_without_a_night_bears_no_daily_fee() -> None:
    assert share_of(a_stay(0), 80_000) == StayShare(8_000, 64_000, 0, 16_000)


def test_the_30th_day_is_still_at_the_ordinary_rate() -> None:
    """20 % of 30 x 100.00 = 600.00 = 30 daily fees; exit day 20.00."""
    assert share_of(a_stay(30), 300_000) == StayShare(8_000, 240_000, 2_000, 62_000)


def test_from_the_31st_day_on_the_daily_fee_is_due_and_the_ticket_moderateur_stops() -> None:
    """20 % of 30 x 1 000.00 = 6 000.00, and 20.00 for 35 + 1 - 30 days; AMO pays 80 % of its base."""
    assert share_of(a_stay(35), 3_500_000) == StayShare(8_000, 2_800_000, 12_000, 612_000)
    priced = a_stay(35, daily_price_cents=110_000)
    assert share_of(priced, 3_500_000) == StayShare(8_000, 2_800_000, 12_000, 672_000)
    assert share_of(a_stay(35, end=StayEnd.DEATH), 3_500_000) == StayShare(8_000, 2_800_000, 10_000, 610_000)


def test_after_the_30th_day_the_ticket_moderateur_is_owed_whatever_the_daily_fee() -> None:
    """20 % of 30 x 50.00 = 300.00, less than 30 daily fees: the table adds no fee for these days; 20.00 x 6 after."""
    assert share_of(a_stay(35), 175_000) == StayShare(8_000, 140_000, 12_000, 42_000)


def test_after_the_30th_day_a_person_without_daily_fee_and_a_day_patient_owe_30_days() -> None:
    assert share_of(a_stay(35), 3_500_000, cover=SPARED_DAILY) == StayShare(8_000, 2_800_000, 0, 600_000)
    assert share_of(a_stay(35, kind=StayKind.DAY_CASE), 3_500_000) == StayShare(8_000, 2_800_000, 0, 600_000)


def test_contiguous_stays_share_the_30_days() -> None:
    """After 10 days elsewhere, 20 of 25 days are left: 20 % of 20 x 400.00, and 20.00 for 5 days and the exit day."""
    assert share_of(a_stay(25, days_before=10), 1_000_000) == StayShare(8_000, 800_000, 12_000, 172_000)
    assert share_of(a_stay(20, days_before=10), 800_000) == StayShare(8_000, 640_000, 2_000, 162_000)


def test_the_share_of_the_days_at_rate_is_rounded_half_up_before_the_ticket_moderateur() -> None:
    """1 000.09 x 30 / 31 = 967.829 -> 967.83; 80 % of it is 774.26, so 193.57 are owed; then 2 fees of 20.00."""
    assert share_of(a_stay(31), 100_009) == StayShare(8_000, 80_007, 4_000, 23_357)


def test_a_stay_that_begins_after_the_30_days_owes_the_daily_fee_alone() -> None:
    found, because, _ = settled_stay(a_stay(10, days_before=30), 1_000_000)
    assert found == StayShare(10_000, 978_000, 22_000, 22_000)
    assert [(reason.code, reason.effect_cents) for reason in because if reason.amount is Amount.AMO] == [
        (ReasonCode.RATE_AFTER_30_DAYS, 1_000_000),
        (ReasonCode.AMO_DAILY_FEE, -22_000),
    ]


def test_another_exemption_leaves_the_daily_fee() -> None:
    cover = ADULT._replace(exemptions=frozenset({Exemption.ALD}))
    care: dict[str, Any] = {"cover": cover, "related_to_exemption": True}
    found, because, _ = settled_stay(a_stay(10), 1_000_000, **care)
    assert found == StayShare(10_000, 978_000, 22_000, 22_000)
    assert because[0].code is ReasonCode.RATE_ALD
    assert share_of(a_stay(35), 3_500_000, **care) == StayShare(10_000, 3_428_000, 72_000, 72_000)
    assert share_of(a_stay(1, kind=StayKind.DAY_CASE), 80_000, **care) == StayShare(10_000, 80_000, 0, 0)


def test_another_exemption_spares_the_fee_of_a_costly_act_too() -> None:
    cover = ADULT._replace(exemptions=frozenset({Exemption.ALD}))
    found, because, uses = settled_stay(a_stay(10, costly_act=True), 1_000_000, cover=cover, related_to_exemption=True)
    assert (found, uses) == (StayShare(10_000, 978_000, 22_000, 22_000), ())
    assert ReasonCode.FEE_COSTLY_ACT_EXEMPT in [reason.code for reason in because]


@pytest.mark.parametrize(
    ("exemption", "born"),
    [
        (Exemption.MATERNITY, 1995),
        (Exemption.NEWBORN, 2026),
        (Exemption.AT_MP, 1985),
        (Exemption.MILITARY_PENSION, 1950),
        (Exemption.TERRORISM_VICTIM, 1985),
        (Exemption.AME, 1985),
    ],
)
def test_who_has_100_percent_and_no_daily_fee_owes_nothing(exemption: Exemption, born: int) -> None:
    cover = Cover(date(born, 1, 20), exemptions=frozenset({exemption}))
    found = share_of(a_stay(10), 1_000_000, cover=cover, related_to_exemption=True)
    assert found == StayShare(10_000, 1_000_000, 0, 0)


def test_an_invalidity_pension_leaves_the_daily_fee() -> None:
    cover = ADULT._replace(exemptions=frozenset({Exemption.INVALIDITY}))
    assert share_of(a_stay(10), 1_000_000, cover=cover) == StayShare(10_000, 978_000, 22_000, 22_000)


def test_a_child_in_special_education_owes_the_ticket_moderateur_without_the_daily_fee() -> None:
    cover = Cover(date(2012, 5, 5), exemptions=frozenset({Exemption.SPECIAL_EDUCATION}))
    assert share_of(a_stay(10), 1_000_000, cover=cover) == StayShare(8_000, 800_000, 0, 200_000)


def test_a_minor_owes_the_daily_fee() -> None:
    assert share_of(a_stay(10), 1_000_000, cover=Cover(date(2012, 5, 5))) == StayShare(8_000, 800_000, 2_000, 202_000)


def test_c2s_spares_the_daily_fee() -> None:
    c2s = Contract("1", (Guarantee(GuaranteeKind.C2S),), c2s=True)
    cover = ADULT._replace(contracts=(c2s,))
    assert share_of(a_stay(10), 1_000_000, cover=cover) == StayShare(8_000, 800_000, 0, 200_000)


@pytest.mark.parametrize(
    ("day", "fee", "psychiatric"),
    [
        (date(2017, 12, 31), 1_800, 1_350),
        (date(2018, 1, 1), 2_000, 1_500),
        (date(2026, 2, 28), 2_000, 1_500),
        (date(2026, 3, 1), 2_300, 1_700),
    ],
)
def test_the_daily_fee_is_that_of_the_day_of_care_and_of_the_ward(day: date, fee: int, psychiatric: int) -> None:
    assert share_of(a_stay(10), 1_000_000, care_date=day).fee_cents == fee
    assert share_of(a_stay(10, psychiatric=True), 1_000_000, care_date=day).fee_cents == psychiatric


def test_a_stated_rate_takes_the_place_of_every_other() -> None:
    found, because, _ = settled_stay(a_stay(10, costly_act=True), 1_000_000, rate_bp=9_000)
    assert found == StayShare(9_000, 900_000, 2_000, 102_000)
    assert because[0].code is ReasonCode.RATE_STATED
    assert share_of(a_stay(10), 1_000_000, rate_bp=10_000) == StayShare(10_000, 978_000, 22_000, 22_000)


def test_daily_fees_above_the_base_are_not_established() -> None:
    cover = ADULT._replace(exemptions=frozenset({Exemption.INVALIDITY}))
    with pytest.raises(NotEstablished) as raised:
        share_of(a_stay(10), 21_999, cover=cover)
    assert raised.value.parameter == "daily_fee.above_base"
    assert share_of(a_stay(10), 22_000, cover=cover) == StayShare(10_000, 0, 22_000, 22_000)


def test_the_fee_set_against_the_ticket_moderateur_is_explained() -> None:
    _, because, _ = settled_stay(a_stay(10), 50_000)
    assert [(reason.code, reason.effect_cents, reason.values) for reason in because] == [
        (ReasonCode.RATE_IN_STAY, 40_000, (50_000, 8_000)),
        (ReasonCode.FEE_DAILY, 22_000, (2_000, 11)),
        (ReasonCode.FEE_DAILY_IMPUTED, -10_000, (10_000,)),
    ]


def test_the_bill_of_a_stay_is_settled_to_the_cent_and_leaves_the_use_of_its_costly_act() -> None:
    """1 000.00 a night for 3 nights: AMO 3 000.00 - 24.00 - 4 x 20.00 = 2 896.00, 104.00 stay with the person."""
    line = DAYS._replace(base_cents=300_000)
    care = CARE._replace(stay=a_stay(3, costly_act=True), lines=(line,))
    done = adjudicate(care, ADULT, (), TABLES)
    assert (done.price_cents, done.amo_paid_cents, done.patient_cents) == (300_000, 289_600, 10_400)
    assert done.lines[0].fee_cents == 10_400
    assert done.uses == (Use(Counter.COSTLY_ACT, "stay:s", CARE.care_date, 2_400, OWN),)
