"""Guarantees that are used up: budgets of a period, acts a year, what counts of them, for how long (rules.md §5.1)."""

from datetime import date

import pytest

from reimbursement.budgets import months_later
from reimbursement.errors import InvalidCare
from reimbursement.model import Counter, Family, Guarantee, GuaranteeKind, Per, ReasonCode, Use
from tests.reimbursement.contract_cases import DAY, OTHER, PHYSIOTHERAPIST, free, line, responsible, said, settle

F, K, R = Family, GuaranteeKind, ReasonCode
APPLIANCE = line(F.LPP, 10_000, 18_000)  # AMO 60.00, 120.00 left
BEFORE = b"an older receipt"


def of(counter: Counter, scope: str, day: date, amount: int) -> Use:
    """A use of another receipt."""
    return Use(counter, scope, day, amount, BEFORE)


def budget(value: int, per: Per, **more: object) -> Guarantee:
    """Euros for a period, under the name "aids"."""
    return Guarantee(K.EUROS, value, per=per, budget="aids")._replace(**more)  # type: ignore[arg-type]


def test_a_budget_says_what_it_is_and_what_was_used_of_it() -> None:
    uses = (of(Counter.AMC_BUDGET, "22222222:aids", date(2026, 1, 1), 15_000),)
    done = settle(OTHER, [APPLIANCE], free(budget(20_000, Per.YEAR)), uses=uses)
    assert said(done) == [(R.AMC_BUDGET, 5_000, (20_000, 15_000))]
    assert done.uses == (Use(Counter.AMC_BUDGET, "22222222:aids", DAY, 5_000, b"this receipt 016"),)


def test_a_budget_that_is_used_up_or_overdrawn_pays_nothing_and_uses_nothing() -> None:
    uses = (of(Counter.AMC_BUDGET, "22222222:aids", DAY, 25_000),)
    done = settle(OTHER, [APPLIANCE], free(budget(20_000, Per.YEAR)), uses=uses)
    assert (done.amc_cents, done.uses) == ((0,), ())


@pytest.mark.parametrize(
    ("per", "day", "counts"),
    [
        (Per.YEAR, date(2025, 12, 31), False),
        (Per.YEAR, date(2026, 1, 1), True),
        (Per.YEAR, date(2026, 12, 31), True),
        (Per.TWO_YEARS, date(2024, 2, 2), False),
        (Per.TWO_YEARS, date(2024, 2, 3), True),
        (Per.TWO_YEARS, date(2026, 6, 1), True),
        (Per.FOUR_YEARS, date(2022, 2, 2), False),
        (Per.FOUR_YEARS, date(2022, 2, 3), True),
    ],
)
def test_a_year_is_the_calendar_s_and_longer_periods_run_back_from_the_day_of_care(
    per: Per, day: date, *, counts: bool
) -> None:
    uses = (of(Counter.AMC_BUDGET, "22222222:aids", day, 20_000),)
    done = settle(OTHER, [APPLIANCE], free(budget(20_000, per)), uses=uses)
    assert done.amc_cents == ((0,) if counts else (12_000,))


def test_other_contracts_budgets_counters_and_the_receipt_itself_do_not_count() -> None:
    own = Use(Counter.AMC_BUDGET, "22222222:aids", DAY, 20_000, b"this receipt 016")
    others = (
        of(Counter.AMC_BUDGET, "11111111:aids", DAY, 20_000),
        of(Counter.AMC_BUDGET, "22222222:glasses", DAY, 20_000),
        of(Counter.AMC_TIMES, "22222222:aids", DAY, 20_000),
    )
    done = settle(OTHER, [APPLIANCE], free(budget(20_000, Per.YEAR)), uses=(own, *others))
    assert done.amc_cents == (12_000,)


def test_a_budget_without_a_name_is_that_of_its_families() -> None:
    families = frozenset({F.LPP, F.AUXILIARY})
    done = settle(OTHER, [APPLIANCE], free(budget(5_000, Per.YEAR, budget="", families=families)))
    assert [use.scope for use in done.uses] == ["22222222:auxiliary+lpp"]


def test_lines_of_one_invoice_share_a_budget_and_make_one_use() -> None:
    lines = [APPLIANCE, APPLIANCE._replace(line_no=2)]
    done = settle(OTHER, lines, free(budget(20_000, Per.YEAR)))
    assert [settled.amc_cents for settled in done.lines] == [(12_000,), (8_000,)]
    assert [use.amount_cents for use in done.uses] == [20_000]


def test_the_share_that_a_guarantee_names_takes_nothing_of_its_budget() -> None:
    plus = Guarantee(K.TICKET_MODERATEUR_PLUS_EUROS, 3_000, per=Per.YEAR, budget="aids")
    done = settle(OTHER, [APPLIANCE, APPLIANCE._replace(line_no=2)], free(plus))
    assert said(done, 1) == [(R.AMC_TICKET_MODERATEUR, 4_000, ()), (R.AMC_BUDGET, 3_000, (3_000, 0))]
    assert said(done, 2) == [(R.AMC_TICKET_MODERATEUR, 4_000, ()), (R.AMC_BUDGET, 0, (3_000, 3_000))]
    assert [use.amount_cents for use in done.uses] == [3_000]


def test_a_budget_with_amo_included_counts_what_amo_pays() -> None:
    # 200.00: 60.00 and 120.00; 20.00 are left, less than AMO pays again.
    done = settle(OTHER, [APPLIANCE, APPLIANCE._replace(line_no=2)], free(budget(20_000, Per.YEAR, includes_amo=True)))
    assert [settled.amc_cents for settled in done.lines] == [(12_000,), (0,)]


def test_a_share_of_the_monthly_ceiling_may_be_a_budget() -> None:
    # 5 % of 4 005.00 = 200.25.
    pmss = Guarantee(K.PERCENT_PMSS, 500, per=Per.YEAR, budget="aids")
    uses = (of(Counter.AMC_BUDGET, "22222222:aids", DAY, 20_000),)
    assert said(settle(OTHER, [APPLIANCE], free(pmss), uses=uses)) == [(R.AMC_BUDGET, 25, (20_025, 20_000))]


@pytest.mark.parametrize("kind", [K.PERCENT_BASE, K.REAL_COST, K.TICKET_MODERATEUR])
def test_what_is_no_amount_of_money_is_no_budget(kind: GuaranteeKind) -> None:
    with pytest.raises(InvalidCare) as raised:
        settle(OTHER, [APPLIANCE], free(Guarantee(kind, 10_000, per=Per.YEAR)))
    assert raised.value.field == "cover.contracts.guarantees.per"


def test_acts_beyond_those_of_the_year_are_not_paid_and_not_counted() -> None:
    # 20.00 an act; of three acts two are left of eight.
    sessions = line(F.AUXILIARY, 6_000, 18_000, quantity=3)
    guarantee = Guarantee(K.EUROS, 2_000, per=Per.ACT, budget="sessions", times_a_year=8)
    uses = (
        of(Counter.AMC_TIMES, "22222222:sessions", date(2026, 1, 1), 6),
        of(Counter.AMC_TIMES, "22222222:sessions", date(2025, 12, 31), 8),
    )
    done = settle(PHYSIOTHERAPIST, [sessions], free(guarantee), uses=uses)
    assert said(done) == [(R.AMC_EUROS, 6_000, (6_000,)), (R.AMC_TIMES_REACHED, -2_000, (8,))]
    counted = [use for use in done.uses if use.counter is Counter.AMC_TIMES]
    assert counted == [Use(Counter.AMC_TIMES, "22222222:sessions", DAY, 2, b"this receipt 016")]


def test_a_responsible_contract_pays_the_share_of_acts_beyond_those_of_the_year() -> None:
    # 20.00: AMO 12.00, share 8.00.
    guarantee = Guarantee(K.EUROS, 2_000, budget="sessions", times_a_year=1)
    uses = (of(Counter.AMC_TIMES, "11111111:sessions", DAY, 1),)
    done = settle(PHYSIOTHERAPIST, [line(F.AUXILIARY, 2_000, 6_000)], responsible(guarantee), uses=uses)
    assert said(done)[1:] == [(R.AMC_TIMES_REACHED, -2_000, (1,)), (R.AMC_RESPONSIBLE_FLOOR, 800, ())]
    assert Counter.AMC_TIMES not in {use.counter for use in done.uses}


def test_a_part_of_the_acts_has_its_part_of_the_amount_rounded_half_up() -> None:
    sessions = line(F.AUXILIARY, 4_000, 12_000, quantity=2)
    guarantee = Guarantee(K.EUROS, 1_001, budget="sessions", times_a_year=1)
    assert settle(PHYSIOTHERAPIST, [sessions], free(guarantee)).amc_cents == (501,)


def test_acts_are_counted_of_a_share_without_overrun_and_of_a_budget_too() -> None:
    session = line(F.AUXILIARY, 2_000)
    share = Guarantee(K.TICKET_MODERATEUR, budget="sessions", times_a_year=5)
    for guarantee in (share, budget(20_000, Per.YEAR, budget="sessions", times_a_year=5)):
        done = settle(PHYSIOTHERAPIST, [session], free(guarantee))
        counted = [use.amount_cents for use in done.uses if use.counter is Counter.AMC_TIMES]
        assert (done.amc_cents, counted) == ((800,), [1])


def test_an_act_for_which_nothing_is_left_is_not_counted() -> None:
    guarantee = Guarantee(K.EUROS, 2_000, budget="sessions", times_a_year=1)
    session = line(F.AUXILIARY, 2_000, 2_000)
    done = settle(PHYSIOTHERAPIST, [session], responsible(), free(guarantee))
    assert done.amc_cents == (800, 0)
    assert Counter.AMC_TIMES not in {use.counter for use in done.uses}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), -24, date(2022, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), -1, date(2026, 4, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_a_care_that_touches_no_limit_leaves_no_use() -> None:
    done = settle(OTHER, [APPLIANCE], responsible(Guarantee(K.TICKET_MODERATEUR)))
    assert done.uses == ()
