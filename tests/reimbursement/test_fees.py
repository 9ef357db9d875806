"""The flat fees of costly acts and emergency visits replace the ticket modérateur: who pays, how much, and once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.fee_plan import NO_FEES, FeePlan
from reimbursement.fees import plan_fees
from reimbursement.model import (
    Amount,
    Care,
    Contract,
    Counter,
    Cover,
    Detail,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Prevention,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    Setting,
    Stay,
    Use,
)
from reimbursement.situation import Situation

TABLES = reimbursement_tables.load()
ADULT = Cover(date(1985, 6, 15))
C2S = Contract("1", (Guarantee(GuaranteeKind.C2S),), c2s=True)
SURGEON = Professional(ProfessionalKind.SPECIALIST, Sector.ONE, "clinic")
OWN, OTHER = b"0" * 16, b"1" * 16
CARE = Care(OWN, date(2026, 2, 1), Pathway.IN, Setting.OFFICE, SURGEON, ())
EMERGENCY = CARE._replace(setting=Setting.EMERGENCY)


def _line(number: int, base: int, family: Family = Family.TECHNICAL_ACT, **more: Any) -> Line:
    return Line(number, "", family, 1, None, base_cents=base, **more)


def _plans(
    care: Care, *lines: Line, cover: Cover = ADULT, uses: Sequence[Use] = ()
) -> tuple[Mapping[int, FeePlan], tuple[Use, ...]]:
    care = care._replace(lines=lines)
    return plan_fees(Situation(care, cover, uses, TABLES), [(line, line.base_cents or 0) for line in lines])


def _fees(care: Care, *lines: Line, cover: Cover = ADULT, uses: Sequence[Use] = ()) -> dict[int, tuple[int, int]]:
    """By line number: rate in basis points, and fee in cents."""
    plans, _ = _plans(care, *lines, cover=cover, uses=uses)
    for plan in plans.values():
        assert sum(reason.effect_cents for reason in plan.reasons) == plan.fee_cents
        assert all(reason.amount is Amount.FEE for reason in plan.reasons)
    return {number: (plan.rate.value, plan.fee_cents) for number, plan in plans.items()}


def _held(*exemptions: Exemption) -> Cover:
    return ADULT._replace(exemptions=frozenset(exemptions))


def _codes(plans: Mapping[int, FeePlan]) -> list[ReasonCode]:
    return [reason.code for plan in plans.values() for reason in plan.reasons]


def test_ordinary_care_has_no_fee_and_no_use() -> None:
    assert _plans(CARE, _line(1, 50_000, Family.CONSULTATION)) == (NO_FEES, ())


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
    assert _fees(CARE._replace(care_date=day), _line(1, base)) == expected


def test_a_coefficient_of_60_is_costly_whatever_the_tariff() -> None:
    assert _fees(CARE, _line(1, 10_000, coefficient_milli=59_999)) == {}
    assert _fees(CARE, _line(1, 10_000, coefficient_milli=60_000)) == {1: (10_000, 2_400)}


def test_acts_done_together_are_cumulated_and_bear_one_fee() -> None:
    assert _fees(CARE, _line(1, 5_999), _line(2, 6_000)) == {}
    assert _fees(CARE, _line(1, 6_000), _line(2, 6_000)) == {1: (10_000, 2_400), 2: (10_000, 0)}


def test_the_fee_goes_on_the_first_act_that_can_bear_it() -> None:
    assert _fees(CARE, _line(1, 2_000), _line(2, 20_000)) == {1: (10_000, 0), 2: (10_000, 2_400)}


def test_a_line_with_room_for_the_participation_is_preferred() -> None:
    assert _fees(CARE, _line(1, 2_500), _line(2, 20_000)) == {1: (10_000, 0), 2: (10_000, 2_400)}
    assert _fees(CARE, _line(1, 2_600), _line(2, 20_000)) == {1: (10_000, 2_400), 2: (10_000, 0)}


def test_no_line_bears_more_than_its_base() -> None:
    lines = [_line(number, 2_000) for number in range(1, 7)]
    parts = _fees(CARE, *lines)
    assert [fee for _, fee in parts.values()] == [2_000, 400, 0, 0, 0, 0]


def test_a_base_below_the_fee_is_not_established() -> None:
    with pytest.raises(NotEstablished) as raised:
        _plans(CARE, _line(1, 2_399, coefficient_milli=60_000))
    assert raised.value.parameter == "costly_act.fee.above_base"


def test_only_costly_acts_and_their_supplements_are_at_100_percent() -> None:
    consultation, act = _line(1, 3_000, Family.CONSULTATION), _line(3, 15_000)
    extras = [_line(2, 500, Family.SURCHARGE), _line(4, 700, Family.SURCHARGE)]
    assert _fees(CARE, consultation, extras[0], act, extras[1]) == {3: (10_000, 2_400), 4: (10_000, 0)}


def test_imaging_never_bears_the_fee_and_is_at_100_percent_from_the_threshold_on() -> None:
    plans, uses = _plans(CARE, _line(1, 12_000, Family.IMAGING), _line(2, 11_999, Family.IMAGING))
    assert {number: (plan.rate.value, plan.fee_cents) for number, plan in plans.items()} == {1: (10_000, 0)}
    assert _codes(plans) == [ReasonCode.FEE_COSTLY_ACT_NOT_FOR_IMAGING]
    assert uses == ()


def test_imaging_is_not_cumulated_with_acts() -> None:
    assert _fees(CARE, _line(1, 6_000), _line(2, 6_000, Family.IMAGING)) == {}


def test_two_images_are_compared_to_the_threshold_each_on_its_own() -> None:
    pair = _line(1, 20_000, Family.IMAGING)._replace(quantity=2)
    assert _fees(CARE, pair) == {}
    assert _fees(CARE, pair._replace(base_cents=24_000)) == {1: (10_000, 0)}


def test_a_stated_rate_and_a_prevention_act_keep_their_rate() -> None:
    assert _fees(CARE, _line(1, 20_000, rate_bp=7_000)) == {}
    assert _fees(CARE, _line(1, 20_000, detail=Detail(prevention=Prevention.COLORECTAL_SCREENING))) == {}
    assert _fees(CARE, _line(1, 20_000, rate_bp=10_000), _line(2, 5_000)) == {2: (10_000, 2_400)}


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
    plans, uses = _plans(care, _line(1, 20_000), cover=_held(exemption))
    assert (plans[1].rate_code, plans[1].rate.value, plans[1].fee_cents) == (code, 10_000, 0)
    assert _codes(plans) == [ReasonCode.FEE_COSTLY_ACT_EXEMPT]
    assert uses == ()


def test_care_outside_the_protocol_bears_the_fee() -> None:
    care = CARE._replace(related_to_exemption=False)
    assert _fees(care, _line(1, 20_000), cover=_held(Exemption.ALD)) == {1: (10_000, 2_400)}


def test_a_pension_of_two_thirds_spares_the_fee_and_nothing_replaces_it() -> None:
    assert _fees(CARE, _line(1, 20_000), cover=_held(Exemption.AT_MP_TWO_THIRDS)) == {1: (10_000, 0)}


def test_the_fee_is_due_with_c2s_which_pays_it() -> None:
    assert _fees(CARE, _line(1, 20_000), cover=ADULT._replace(contracts=(C2S,))) == {1: (10_000, 2_400)}


def test_the_fee_is_charged_once_a_day_and_practice() -> None:
    plans, uses = _plans(CARE, _line(1, 20_000))
    assert uses == (Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OWN),)
    before = [uses[0]._replace(receipt_id=OTHER)]
    assert _fees(CARE, _line(1, 20_000), uses=before) == {1: (10_000, 0)}
    plans, uses = _plans(CARE, _line(1, 20_000), uses=before)
    assert _codes(plans) == [ReasonCode.FEE_COSTLY_ACT_ALREADY]
    assert uses == ()


@pytest.mark.parametrize(
    "change",
    [{"receipt_id": OWN}, {"day": date(2026, 1, 31)}, {"scope": "elsewhere"}, {"counter": Counter.EMERGENCY_FEE}],
)
def test_another_use_does_not_stand_for_the_fee(change: dict[str, Any]) -> None:
    before = Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OTHER)._replace(**change)
    assert _fees(CARE, _line(1, 20_000), uses=[before]) == {1: (10_000, 2_400)}


def test_a_cancelled_fee_is_due_again() -> None:
    before = Use(Counter.COSTLY_ACT, "clinic", CARE.care_date, 2_400, OTHER)
    uses = [before, before._replace(amount_cents=-2_400)]
    assert _fees(CARE, _line(1, 20_000), uses=uses) == {1: (10_000, 2_400)}


def test_a_costly_stay_bears_the_fee_once_for_all_its_acts() -> None:
    first = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s"))
    plans, uses = _plans(first, _line(1, 28_409), _line(2, 3_000, Family.CONSULTATION))
    assert {number: plan.fee_cents for number, plan in plans.items()} == {1: 2_400, 2: 0}
    assert uses == (Use(Counter.COSTLY_ACT, "stay:s", CARE.care_date, 2_400, OWN),)
    later = first._replace(receipt_id=OTHER, care_date=date(2026, 2, 9))
    assert _fees(later, _line(1, 3_000, Family.CONSULTATION), uses=uses) == {1: (10_000, 0)}
    elsewhere = later._replace(stay=Stay("another"))
    assert _fees(elsewhere, _line(1, 28_409), uses=uses) == {1: (10_000, 2_400)}


def test_an_act_of_a_costly_stay_below_the_threshold_leaves_the_fee_to_the_bill_of_the_stay() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", costly_act=True))
    plans, uses = _plans(care, _line(1, 3_000, Family.CONSULTATION))
    assert (plans[1].rate.value, plans[1].fee_cents, uses) == (10_000, 0, ())


def test_an_ordinary_stay_changes_nothing_for_its_acts() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", nights=3))
    assert _plans(care, _line(1, 3_000, Family.CONSULTATION)) == ({}, ())


def test_acts_from_the_31st_day_on_are_at_100_percent_without_a_fee() -> None:
    care = CARE._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("s", days_before=30))
    plans, uses = _plans(care, _line(1, 28_409))
    assert (plans[1].rate_code, plans[1].rate.value, plans[1].fee_cents) == (ReasonCode.RATE_AFTER_30_DAYS, 10_000, 0)
    assert uses == ()


def test_the_emergency_fee_replaces_all_the_shares_of_the_visit() -> None:
    lines = [_line(1, 3_000, Family.CONSULTATION), _line(2, 20_000), _line(3, 4_000, Family.BIOLOGY)]
    assert _fees(EMERGENCY, *lines) == {1: (10_000, 1_961), 2: (10_000, 0), 3: (10_000, 0)}
    _, uses = _plans(EMERGENCY, *lines)
    assert uses == (Use(Counter.EMERGENCY_FEE, "clinic", CARE.care_date, 1_961, OWN),)


@pytest.mark.parametrize(
    ("day", "whole", "reduced"),
    [(date(2022, 1, 1), 1_961, 849), (date(2026, 2, 28), 1_961, 849), (date(2026, 3, 1), 2_300, 996)],
)
def test_the_emergency_fee_is_that_of_the_day(day: date, whole: int, reduced: int) -> None:
    care = EMERGENCY._replace(care_date=day, related_to_exemption=True)
    assert _fees(care, _line(1, 5_000, Family.CONSULTATION)) == {1: (10_000, whole)}
    cover = _held(Exemption.ALD)
    assert _fees(care, _line(1, 5_000, Family.CONSULTATION), cover=cover) == {1: (10_000, reduced)}


def test_before_2022_and_before_a_stay_there_is_no_emergency_fee() -> None:
    visit = _line(1, 5_000, Family.CONSULTATION)
    assert _plans(EMERGENCY._replace(care_date=date(2021, 12, 31)), visit) == (NO_FEES, ())
    assert _plans(EMERGENCY._replace(hospitalised_after=True), visit) == (NO_FEES, ())


def test_before_2022_a_costly_act_of_an_emergency_bears_its_own_fee() -> None:
    care = EMERGENCY._replace(care_date=date(2021, 12, 31))
    assert _fees(care, _line(1, 20_000)) == {1: (10_000, 2_400)}


def test_gynaecological_emergencies_keep_their_rates() -> None:
    for kind in (ProfessionalKind.GYNAECOLOGIST, ProfessionalKind.MIDWIFE):
        care = EMERGENCY._replace(professional=SURGEON._replace(kind=kind))
        assert _plans(care, _line(1, 5_000, Family.CONSULTATION)) == (NO_FEES, ())


def test_a_trip_to_the_emergency_ward_bears_no_emergency_fee() -> None:
    care = EMERGENCY._replace(professional=SURGEON._replace(kind=ProfessionalKind.TRANSPORTER))
    assert _plans(care, _line(1, 9_000, Family.TRANSPORT)) == (NO_FEES, ())


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
    plans, uses = _plans(care, _line(1, 5_000, Family.CONSULTATION), cover=_held(exemption))
    assert (plans[1].rate.value, plans[1].fee_cents) == (10_000, fee)
    assert [use.amount_cents for use in uses] == ([fee] if fee else [])
    if not fee:
        assert _codes(plans) == [ReasonCode.FEE_EMERGENCY_EXEMPT]


def test_a_newborn_pays_no_emergency_fee() -> None:
    cover = Cover(date(2026, 1, 20), exemptions=frozenset({Exemption.NEWBORN}))
    plans, uses = _plans(EMERGENCY, _line(1, 5_000, Family.CONSULTATION), cover=cover)
    assert (plans[1].rate.value, plans[1].fee_cents, uses) == (10_000, 0, ())


def test_c2s_with_a_long_term_illness_pays_the_reduced_emergency_fee() -> None:
    care = EMERGENCY._replace(related_to_exemption=True)
    cover = _held(Exemption.ALD)._replace(contracts=(C2S,))
    assert _fees(care, _line(1, 5_000, Family.CONSULTATION), cover=cover) == {1: (10_000, 849)}


def test_the_emergency_fee_is_charged_once_a_day_and_practice() -> None:
    visit = _line(1, 5_000, Family.CONSULTATION)
    before = Use(Counter.EMERGENCY_FEE, "clinic", CARE.care_date, 1_961, OTHER)
    assert _fees(EMERGENCY, visit, uses=[before]) == {1: (10_000, 0)}
    assert _fees(EMERGENCY, visit, uses=[before._replace(day=date(2026, 1, 31))]) == {1: (10_000, 1_961)}
    assert _fees(EMERGENCY, visit, uses=[before._replace(scope="elsewhere")]) == {1: (10_000, 1_961)}


def test_an_emergency_visit_below_the_fee_is_not_established() -> None:
    lines = [_line(1, 1_000, Family.CONSULTATION), _line(2, 960, Family.BIOLOGY)]
    with pytest.raises(NotEstablished) as raised:
        _plans(EMERGENCY, *lines)
    assert raised.value.parameter == "emergency.fee.above_base"
    cover, care = _held(Exemption.ALD), EMERGENCY._replace(related_to_exemption=True)
    assert _fees(care, *lines, cover=cover) == {1: (10_000, 849), 2: (10_000, 0)}
    with pytest.raises(NotEstablished) as raised:
        _plans(care, _line(1, 848, Family.CONSULTATION), cover=cover)
    assert raised.value.parameter == "emergency.fee.above_base"


def test_a_costly_act_is_settled_to_the_cent() -> None:
    """205.00 - 24.00 = 181.00 of AMO, less the participation of 2.00; 26.00 stay with the person."""
    done = adjudicate(CARE._replace(lines=(_line(1, 20_500),)), ADULT, (), TABLES)
    line = done.lines[0]
    assert (line.rate_bp, line.amo_gross_cents, line.fee_cents) == (10_000, 18_100, 2_400)
    assert (done.amo_paid_cents, done.patient_cents) == (17_900, 2_600)
    assert [use for use in done.uses if use.counter is Counter.COSTLY_ACT]


def test_an_emergency_visit_is_settled_to_the_cent() -> None:
    """30.00 + 50.00 at 100 %, less 19.61 on the first line and 2.00 of participation on each."""
    lines = (_line(1, 3_000, Family.CONSULTATION), _line(2, 5_000))
    done = adjudicate(EMERGENCY._replace(lines=lines), ADULT, (), TABLES)
    assert [line.amo_gross_cents for line in done.lines] == [1_039, 5_000]
    assert (done.amo_paid_cents, done.patient_cents) == (5_639, 2_361)
