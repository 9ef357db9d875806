"""What a responsible contract may and must pay for glasses: renewal, frame, bands, mixed classes (rules.md §5.2)."""

from datetime import date

import pytest

from reimbursement.errors import InvalidCare
from reimbursement.model import (
    Adjudication,
    Basket,
    Contract,
    Correction,
    Counter,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    ReasonCode,
    Use,
)
from tests.reimbursement.contract_cases import (
    DAY,
    OPTICIAN,
    SHARE,
    WHOLE_COST,
    free,
    line,
    percent,
    responsible,
    said,
    settle,
)

F, K, R = Family, GuaranteeKind, ReasonCode
THREE_TIMES = percent(300)
S, C, V = Correction.SIMPLE, Correction.COMPLEX, Correction.VERY_COMPLEX
BEFORE = b"an older receipt"


def frame(price: int, *, number: int = 1) -> Line:
    """A frame of class B: base 0.05, AMO 0.03."""
    return line(F.OPTICS_FRAME, 5, price, number=number, detail=Detail(basket=Basket.FREE))


def lens(price: int, correction: Correction, *, number: int = 2, quantity: int = 1) -> Line:
    """Lenses of class B: base 0.05 each, AMO 0.03 or 0.06."""
    detail = Detail(basket=Basket.FREE, correction=correction)
    return line(F.OPTICS_LENS, 5 * quantity, price, number=number, quantity=quantity, detail=detail)


def class_a(item: Line, base: int) -> Line:
    """The same item in class A."""
    return item._replace(base_cents=base, detail=item.detail._replace(basket=Basket.HUNDRED_PERCENT_SANTE))


def in_all(done: Adjudication) -> int:
    """What AMO and the contracts pay together."""
    return done.amo_paid_cents + sum(done.amc_cents)


def glasses(day: date) -> tuple[Use, ...]:
    """Glasses of another receipt."""
    return (Use(Counter.ITEM, "optics", day, 1, BEFORE),)


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        (S, S, 5_000, 42_000),
        (S, C, 12_500, 56_000),
        (C, S, 12_500, 56_000),
        (S, V, 12_500, 61_000),
        (C, C, 20_000, 70_000),
        (C, V, 12_500, 66_000),
        (V, V, 20_000, 80_000),
    ],
)
def test_the_band_is_that_of_the_two_lenses(first: Correction, second: Correction, least: int, most: int) -> None:
    lines = [frame(15_000), lens(50_000, first), lens(50_000, second, number=3)]
    assert in_all(settle(OPTICIAN, lines, responsible(WHOLE_COST))) == most
    assert in_all(settle(OPTICIAN, lines, responsible(THREE_TIMES))) == least


def test_the_reasons_of_a_frame_and_of_the_band_name_their_limits() -> None:
    # 150.00 - 0.03, 100.00 for the frame; 420.00 less 100.00 for the lenses of 1000.00.
    done = settle(OPTICIAN, [frame(15_000), lens(100_000, S, quantity=2)], responsible(WHOLE_COST))
    assert said(done, 1) == [
        (R.AMC_REAL_COST_WITH_AMO, 14_997, (10_000, 15_000)),
        (R.AMC_RESPONSIBLE_FRAME, -5_000, (10_000,)),
    ]
    assert said(done, 2) == [
        (R.AMC_REAL_COST_WITH_AMO, 99_994, (10_000, 100_000)),
        (R.AMC_RESPONSIBLE_OPTICS_CEILING, -68_000, (42_000,)),
    ]
    assert done.uses == (Use(Counter.ITEM, "optics", DAY, 1, b"this receipt 016"),)


def test_the_order_of_frame_and_lenses_changes_nothing_of_the_total() -> None:
    lenses_first = [lens(100_000, S, number=1, quantity=2), frame(15_000, number=2)]
    done = settle(OPTICIAN, lenses_first, responsible(WHOLE_COST))
    # The lenses leave room for the base of the frame; it fills the rest of the band, and has none left.
    assert in_all(done) == 42_000
    assert said(done, 2)[-1] == (R.AMC_RESPONSIBLE_OPTICS_CEILING, -9_995, (42_000,))


def test_a_frame_alone_has_its_limit_and_no_band() -> None:
    assert in_all(settle(OPTICIAN, [frame(15_000)], responsible(WHOLE_COST))) == 10_000
    assert settle(OPTICIAN, [frame(15_000)], responsible(THREE_TIMES)).amc_cents == (12,)


def test_one_lens_alone_has_the_band_of_two_alike() -> None:
    assert in_all(settle(OPTICIAN, [lens(90_000, C)], responsible(WHOLE_COST))) == 70_000


def test_two_frames_have_two_limits_and_of_three_lenses_the_two_strongest_count() -> None:
    frames = frame(30_000)._replace(quantity=2)
    assert in_all(settle(OPTICIAN, [frames], responsible(WHOLE_COST))) == 20_000
    lenses = [lens(60_000, C, number=1, quantity=2), lens(30_000, S)]
    assert in_all(settle(OPTICIAN, lenses, responsible(WHOLE_COST))) == 70_000


def test_class_a_has_no_band_and_no_minimum() -> None:
    unlike = class_a(lens(45_000, Correction.NONE, quantity=2), 1_950)
    assert in_all(settle(OPTICIAN, [unlike], responsible(WHOLE_COST))) == 45_000
    above_its_limit = [class_a(frame(6_000), 900), class_a(lens(1_000, S), 975)]
    assert in_all(settle(OPTICIAN, above_its_limit, responsible(THREE_TIMES))) == 3_000 + 1_000


def test_a_class_a_frame_is_paid_whole_beside_lenses_that_have_the_rest_of_the_band() -> None:
    # Frame 30.00 whole; lenses 420.00 - 30.00.
    for lines in (
        [class_a(frame(3_000), 900), lens(100_000, S, quantity=2)],
        [lens(100_000, S, number=1, quantity=2), class_a(frame(3_000, number=2), 900)],
    ):
        done = settle(OPTICIAN, lines, responsible(WHOLE_COST))
        assert in_all(done) == 42_000
        whole = next(settled for settled in done.lines if settled.family is F.OPTICS_FRAME)
        assert whole.patient_cents == 0


def test_mixed_glasses_have_the_minimum_and_class_a_alone_needs_none() -> None:
    mixed = [class_a(frame(3_000), 900), lens(6_000, S, quantity=2)]
    assert in_all(settle(OPTICIAN, mixed, responsible(THREE_TIMES))) == 5_000
    cheap = [class_a(frame(1_000), 900), class_a(lens(2_000, S, quantity=2), 1_950)]
    done = settle(OPTICIAN, cheap, responsible(THREE_TIMES))
    assert in_all(done) == 3_000
    assert R.AMC_RESPONSIBLE_OPTICS_MINIMUM not in {code for number in (1, 2) for code, _, _ in said(done, number)}


def test_lenses_leave_room_for_a_class_a_frame_up_to_its_price_limit() -> None:
    lines = [lens(100_000, S, number=1, quantity=2), class_a(frame(3_400, number=2), 900)]
    assert in_all(settle(OPTICIAN, lines, responsible(SHARE, WHOLE_COST))) == 42_000


def test_a_class_a_frame_sold_above_its_price_limit_leaves_the_rest() -> None:
    done = settle(OPTICIAN, [class_a(frame(3_400), 900)], responsible(SHARE))
    assert said(done) == [
        (R.AMC_TICKET_MODERATEUR, 360, ()),
        (R.AMC_HUNDRED_PERCENT_SANTE, 2_500, ()),
        (R.AMC_PRICE_LIMIT, -400, (3_000,)),
    ]


def test_the_minimum_is_topped_up_where_there_is_a_price_to_pay() -> None:
    # 125.00: the last lens takes 20.00 of it, the one before 20.00, the frame 100.00 at most.
    dear_frame = [frame(30_000), lens(1_000, S), lens(1_000, C, number=3)]
    done = settle(OPTICIAN, dear_frame, responsible(THREE_TIMES))
    assert [settled.patient_cents for settled in done.lines] == [20_000, 0, 0]
    assert in_all(done) == 12_000  # the frame's limit: 100.00, and 20.00 of lenses


@pytest.mark.parametrize(
    "guarantee",
    [SHARE, Guarantee(K.HUNDRED_PERCENT_SANTE), Guarantee(K.PERCENT_BASE, 10_000, includes_amo=True),
     Guarantee(K.PERCENT_BASE, 4_000), Guarantee(K.EUROS, 0), Guarantee(K.EUROS, 10_000, families=frozenset({F.LPP}))],
)  # fmt: skip
def test_a_table_that_covers_class_a_and_the_share_alone_owes_no_minimum(guarantee: Guarantee) -> None:
    done = settle(OPTICIAN, [frame(10_000), lens(20_000, S, quantity=2)], responsible(guarantee))
    assert in_all(done) == 15  # the bases


def test_a_correction_that_decides_an_amount_must_be_stated() -> None:
    unknown = [frame(10_000), lens(60_000, Correction.NONE, quantity=2)]
    for guarantee in (WHOLE_COST, THREE_TIMES):
        with pytest.raises(InvalidCare) as raised:
            settle(OPTICIAN, unknown, responsible(guarantee))
        assert raised.value.field == "lines[1].detail.correction"
    # Whatever the correction: 100.00 + 320.00 is the most of the lowest band, 200.00 the highest minimum.
    allowed = [frame(10_000), lens(32_000, Correction.NONE, quantity=2)]
    assert in_all(settle(OPTICIAN, allowed, responsible(WHOLE_COST))) == 42_000
    assert in_all(settle(OPTICIAN, [frame(2_000), lens(2_000, Correction.NONE)], responsible(THREE_TIMES))) == 4_000
    assert settle(OPTICIAN, unknown, responsible(SHARE)).amc_cents == (6,)
    assert in_all(settle(OPTICIAN, unknown, free(WHOLE_COST))) == 70_000


@pytest.mark.parametrize(
    ("born", "sight_changed", "before", "renewed"),
    [
        (date(1985, 6, 15), False, date(2024, 2, 2), True),
        (date(1985, 6, 15), False, date(2024, 2, 3), False),
        (date(1985, 6, 15), True, date(2025, 2, 2), True),
        (date(1985, 6, 15), True, date(2025, 2, 3), False),
        (date(2010, 2, 3), False, date(2025, 2, 2), True),  # 15 years old
        (date(2010, 2, 2), False, date(2025, 2, 2), False),  # 16 that day
        (date(2020, 2, 2), False, date(2025, 8, 2), False),  # 6 that day
        (date(2020, 2, 3), False, date(2025, 8, 2), True),  # 5 years old
        (date(2020, 2, 3), False, date(2025, 8, 3), False),
    ],
)
def test_glasses_come_back_after_the_period_of_the_age(
    born: date, before: date, *, sight_changed: bool, renewed: bool
) -> None:
    item = frame(9_000)
    item = item._replace(detail=item.detail._replace(sight_changed=sight_changed))
    done = settle(OPTICIAN, [item], responsible(WHOLE_COST), born=born, uses=glasses(before))
    assert in_all(done) == (9_000 if renewed else 5)


def test_too_early_a_class_a_item_has_the_share_alone_and_says_the_period() -> None:
    item = class_a(frame(3_000), 900)
    done = settle(OPTICIAN, [item], responsible(Guarantee(K.HUNDRED_PERCENT_SANTE)), uses=glasses(date(2025, 2, 2)))
    assert said(done) == [(R.AMC_HUNDRED_PERCENT_SANTE, 2_460, ()), (R.AMC_RESPONSIBLE_RENEWAL, -2_100, (2,))]
    assert done.uses == ()
    plain = settle(OPTICIAN, [item], responsible(), uses=glasses(date(2025, 2, 2)))
    assert said(plain) == [(R.AMC_RESPONSIBLE_FLOOR, 360, ())]


def test_the_share_alone_does_not_count_as_glasses() -> None:
    assert settle(OPTICIAN, [frame(9_000), lens(9_000, S)], responsible(SHARE)).uses == ()


def test_glasses_that_another_contract_paid_for_do_not_count() -> None:
    assert settle(OPTICIAN, [frame(9_000)], free(WHOLE_COST), responsible(SHARE)).uses == ()


def test_a_contract_that_is_not_responsible_pays_as_often_as_its_table_says() -> None:
    done = settle(OPTICIAN, [frame(9_000)], free(WHOLE_COST), uses=glasses(DAY))
    assert (in_all(done), done.uses) == (9_000, ())


@pytest.mark.parametrize(
    ("first", "paid"),
    [
        (responsible(Guarantee(K.EUROS, 30_000, includes_amo=True, families=frozenset({F.OPTICS_LENS}))), 42_000),
        (free(Guarantee(K.EUROS, 30_000, includes_amo=True, families=frozenset({F.OPTICS_LENS}))), 42_000),
    ],
)
def test_the_band_holds_for_two_contracts_together(first: Contract, paid: int) -> None:
    lines = [frame(15_000), lens(80_000, S, quantity=2)]
    done = settle(OPTICIAN, lines, first, responsible(WHOLE_COST, number="3"))
    assert in_all(done) == paid
    assert [use.amount_cents for use in done.uses] == [1]


def test_what_a_later_free_contract_pays_takes_nothing_of_the_band_of_the_first() -> None:
    lines = [frame(15_000), lens(80_000, S, quantity=2)]
    alone = settle(OPTICIAN, lines, responsible(WHOLE_COST))
    both = settle(OPTICIAN, lines, responsible(WHOLE_COST), free(WHOLE_COST))
    assert both.amc_cents[0] == alone.amc_cents[0]
    assert both.patient_cents == 0
