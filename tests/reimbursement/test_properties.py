"""What holds for every care: the split is exact, nothing is negative, reasons add up, order changes nothing."""

from collections import defaultdict
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import Adjudication, Amount, Care, Cover, Family, LineReceipt, ReasonCode, Use
from reimbursement.money import product, share
from tests.reimbursement.strategies import cares, covers, uses

TABLES = reimbursement_tables.load()
COMMON = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def _settle(care: Care, cover: Cover, recorded: list[Use]) -> Adjudication:
    """Settle, leaving out what is not established (AMO below the participation, the floor out of the pathway)."""
    try:
        return adjudicate(care, cover, recorded, TABLES)
    except NotEstablished as error:
        assume(error.parameter not in {"participation.amo_below", "responsible.out_of_pathway_overrun_floor"})
        raise


def _amounts(line: LineReceipt) -> dict[Amount, int]:
    return {
        Amount.BASE: line.base_cents,
        Amount.AMO: line.amo_paid_cents,
        Amount.SURCHARGE: line.surcharge_cents,
        Amount.PARTICIPATION: line.participation_cents,
        Amount.PARTICIPATION_DEFERRED: line.participation_deferred_cents,
        Amount.FRANCHISE: line.franchise_cents,
        Amount.LOCAL_SCHEME: line.local_scheme_cents,
        Amount.AMC: sum(line.amc_cents),
        Amount.PATIENT: line.patient_cents,
    }


@COMMON
@given(cares(), covers(), uses())
def test_what_is_paid_adds_up_to_the_price(care: Care, cover: Cover, recorded: list[Use]) -> None:
    done = _settle(care, cover, recorded)
    for line in done.lines:
        assert (
            line.amo_paid_cents + line.local_scheme_cents + sum(line.amc_cents) + line.patient_cents == line.price_cents
        )
    assert done.amo_paid_cents + done.local_scheme_cents + sum(done.amc_cents) + done.patient_cents == done.price_cents
    assert done.price_cents == sum(line.price_cents for line in done.lines)


@COMMON
@given(cares(), covers(), uses())
def test_the_reasons_of_each_amount_add_up_to_it(care: Care, cover: Cover, recorded: list[Use]) -> None:
    for line in _settle(care, cover, recorded).lines:
        effects: dict[Amount, int] = defaultdict(int)
        for reason in line.reasons:
            effects[reason.amount] += reason.effect_cents
        assert {amount: effects[amount] for amount in Amount} == _amounts(line)


@COMMON
@given(cares(), covers(), uses())
def test_nothing_is_negative(care: Care, cover: Cover, recorded: list[Use]) -> None:
    done = _settle(care, cover, recorded)
    for line in done.lines:
        assert min(*_amounts(line).values(), *line.amc_cents, line.amo_gross_cents, line.surcharge_deferred_cents) >= 0
    assert all(use.amount_cents > 0 for use in done.uses)
    assert all(debt.amount_cents > 0 for debt in done.debts)


@COMMON
@given(cares(), covers(), uses())
def test_contracts_never_pay_more_than_is_left_nor_the_charges_of_the_person(
    care: Care, cover: Cover, recorded: list[Use]
) -> None:
    for line in _settle(care, cover, recorded).lines:
        own = line.participation_cents + line.participation_deferred_cents
        if not any(contract.pays_c2s for contract in cover.contracts):
            own += line.surcharge_cents
        paid_by_amo_in_all = line.amo_gross_cents - line.participation_cents - line.participation_deferred_cents
        left = line.price_cents - paid_by_amo_in_all - line.local_scheme_cents
        assert sum(line.amc_cents) <= left - own


@COMMON
@given(cares(), covers(), uses())
def test_the_participation_stays_within_its_caps(care: Care, cover: Cover, recorded: list[Use]) -> None:
    done = _settle(care, cover, recorded)
    due = sum(use.amount_cents for use in done.uses)
    same_year = sum(use.amount_cents for use in recorded if use.day.year == care.care_date.year)
    cap = TABLES.at("participation.daily_cap", care.care_date).value
    assert due <= min(cap, max(0, 5_000 - same_year))
    assert due == sum(line.participation_cents + line.participation_deferred_cents for line in done.lines)


@COMMON
@given(cares(), covers(), uses(), st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_listed_changes_nothing(
    care: Care, cover: Cover, recorded: list[Use], random: Random
) -> None:
    done = _settle(care, cover, recorded)
    shuffled = list(care.lines)
    random.shuffle(shuffled)
    again = adjudicate(care._replace(lines=tuple(shuffled)), cover, list(reversed(recorded)), TABLES)
    assert sorted(again.lines) == sorted(done.lines)
    assert again[1:] == done[1:]


@COMMON
@given(cares(most_lines=2), covers())
def test_numbering_lines_otherwise_keeps_the_total_where_no_cap_is_met(care: Care, cover: Cover) -> None:
    done = _settle(care, cover, [])
    last = len(care.lines) + 1
    assume(all(line.family is not Family.SURCHARGE for line in care.lines))
    turned = care._replace(lines=tuple(line._replace(line_no=last - line.line_no) for line in care.lines))
    again = adjudicate(turned, cover, [], TABLES)
    caps = {ReasonCode.PARTICIPATION_DAILY_CAP, ReasonCode.PARTICIPATION_YEARLY_CAP}
    assume(not any(reason.code in caps for line in (*done.lines, *again.lines) for reason in line.reasons))
    assert again[3:] == done[3:]


@COMMON
@given(cares(), covers(), uses())
def test_settling_again_with_its_own_uses_recorded_gives_the_same(
    care: Care, cover: Cover, recorded: list[Use]
) -> None:
    done = _settle(care, cover, recorded)
    assert adjudicate(care, cover, [*recorded, *done.uses], TABLES) == done


@given(st.integers(0, 10_000_000), st.integers(0, 10_000))
def test_a_share_is_rounded_half_up(cents: int, rate_bp: int) -> None:
    assert -5_000 <= cents * rate_bp - share(cents, rate_bp) * 10_000 < 5_000


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 3_000))
def test_a_product_is_rounded_half_up_once(unit: int, coefficient: int, factor: int) -> None:
    exact = unit * coefficient * factor
    assert -500_000 <= exact - product(unit, coefficient, factor) * 1_000_000 < 500_000
