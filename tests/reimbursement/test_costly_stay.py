"""A costly act replaces the ticket modérateur of a stay by one flat fee."""

from datetime import date

from reimbursement.model import (
    Counter,
    Family,
    Line,
    ReasonCode,
    StayEnd,
    StayKind,
    Use,
)
from reimbursement.stay import StayShare
from tests.reimbursement.stay_cases import CARE, OTHER, OWN, SPARED_DAILY, a_stay, settled_stay, share_of


def test_a_costly_act_replaces_the_ticket_moderateur_of_the_stay() -> None:
    """24.00 and 20.00 x 11 days."""
    found, because, uses = settled_stay(a_stay(10, costly_act=True), 1_000_000)
    assert found == StayShare(10_000, 975_600, 24_400, 24_400)
    assert uses == (Use(Counter.COSTLY_ACT, "stay:s", CARE.care_date, 2_400, OWN),)
    assert [(reason.code, reason.effect_cents) for reason in because] == [
        (ReasonCode.RATE_COSTLY_ACT, 1_000_000),
        (ReasonCode.AMO_COSTLY_ACT_FEE, -2_400),
        (ReasonCode.FEE_COSTLY_ACT, 2_400),
        (ReasonCode.FEE_DAILY, 22_000),
        (ReasonCode.AMO_DAILY_FEE, -22_000),
    ]


def test_a_costly_stay_without_daily_fee_owes_the_costly_act_alone() -> None:
    assert share_of(a_stay(10, costly_act=True), 1_000_000, cover=SPARED_DAILY) == StayShare(
        10_000, 997_600, 2_400, 2_400
    )
    for kind in (StayKind.DAY_CASE, StayKind.HOME):
        assert share_of(a_stay(1, kind=kind, costly_act=True), 80_000) == StayShare(10_000, 77_600, 2_400, 2_400)


def test_a_costly_stay_of_more_than_30_days_owes_the_daily_fee_of_all_its_days() -> None:
    assert share_of(a_stay(35, costly_act=True), 3_500_000) == StayShare(10_000, 3_425_600, 74_400, 74_400)


def test_a_costly_stay_after_a_death_bears_no_exit_day() -> None:
    found = share_of(a_stay(10, costly_act=True, end=StayEnd.DEATH), 1_000_000)
    assert found == StayShare(10_000, 977_600, 22_400, 22_400)


def test_from_the_31st_day_on_a_costly_act_bears_no_fee() -> None:
    found, _, uses = settled_stay(a_stay(10, days_before=30, costly_act=True), 1_000_000)
    assert (found, uses) == (StayShare(10_000, 978_000, 22_000, 22_000), ())


def test_the_fee_of_the_costly_act_is_not_charged_again_on_the_bill_of_the_stay() -> None:
    before = [Use(Counter.COSTLY_ACT, "stay:s", date(2026, 1, 30), 2_400, OTHER)]
    for stay in (a_stay(10), a_stay(10, costly_act=True)):
        found, because, uses = settled_stay(stay, 1_000_000, uses=before)
        assert (found, uses) == (StayShare(10_000, 978_000, 22_000, 22_000), ())
        assert ReasonCode.FEE_COSTLY_ACT_ALREADY in [reason.code for reason in because]


def test_an_act_billed_with_the_days_bears_the_fee_and_makes_the_stay_costly() -> None:
    act = Line(2, "", Family.TECHNICAL_ACT, 1, None, base_cents=28_409)
    found, _, uses = settled_stay(a_stay(10), 1_000_000, others=(act,))
    assert found == StayShare(10_000, 978_000, 22_000, 22_000)
    assert [use.amount_cents for use in uses] == [2_400]
