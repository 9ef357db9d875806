"""What holds for every care: the split is exact, nothing is negative, reasons add up, order changes nothing."""

from collections import defaultdict
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import Adjudication, Amount, Care, Counter, Cover, Family, LineReceipt, ReasonCode, Use
from reimbursement.money import product, share
from tests.reimbursement.strategies import cares, contracts, covers, uses

TABLES = reimbursement_tables.load()
COMMON = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


_CAPS = frozenset(
    {
        ReasonCode.PARTICIPATION_DAILY_CAP,
        ReasonCode.PARTICIPATION_YEARLY_CAP,
        ReasonCode.FRANCHISE_DAILY_CAP,
        ReasonCode.FRANCHISE_YEARLY_CAP,
        ReasonCode.FRANCHISE_LIMITED_TO_AMO,
        ReasonCode.BASE_NOT_RENEWABLE,
        ReasonCode.BASE_SESSIONS_REACHED,
        ReasonCode.AMC_BUDGET,
        ReasonCode.AMC_TIMES_REACHED,
    }
)
_YEARLY = {Counter.PARTICIPATION: "participation.yearly_cap", Counter.FRANCHISE: "franchise.yearly_cap"}
_OPEN = (
    "participation.amo_below",
    "participation.contraception",
    "responsible.out_of_pathway_overrun_floor",
    "emergency.fee.above_base",
    "costly_act.fee.above_base",
    "daily_fee.above_base",
    "local_scheme.",
    "pmss.monthly",
    "situation.ald.related.",
)


def _settle(care: Care, cover: Cover, recorded: list[Use]) -> Adjudication:
    """Settle, leaving out what is not established."""
    try:
        return adjudicate(care, cover, recorded, TABLES)
    except NotEstablished as error:
        assume(not error.parameter.startswith(_OPEN))
        raise


def _amounts(line: LineReceipt) -> dict[Amount, int]:
    return {
        Amount.BASE: line.base_cents,
        Amount.AMO: line.amo_paid_cents,
        Amount.SURCHARGE: line.surcharge_cents,
        Amount.PARTICIPATION: line.participation_cents,
        Amount.PARTICIPATION_DEFERRED: line.participation_deferred_cents,
        Amount.FRANCHISE: line.franchise_cents,
        Amount.FRANCHISE_DEFERRED: line.franchise_deferred_cents,
        Amount.FEE: line.fee_cents,
        Amount.LOCAL_SCHEME: line.local_scheme_cents,
        Amount.AMC: sum(line.amc_cents),
        Amount.PATIENT: line.patient_cents,
    }


def _number(line: LineReceipt) -> int:
    return line.line_no


def _charged(line: LineReceipt) -> int:
    """Flat charges due for the line, now or later."""
    return (
        line.participation_cents
        + line.participation_deferred_cents
        + line.franchise_cents
        + line.franchise_deferred_cents
    )


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
def test_nothing_is_negative_before_recoveries(care: Care, cover: Cover, recorded: list[Use]) -> None:
    done = _settle(care, cover, recorded)
    for line in done.lines:
        assert min(*_amounts(line).values(), *line.amc_cents, line.amo_gross_cents, line.surcharge_deferred_cents) >= 0
    assert all(debt.amount_cents > 0 for debt in done.debts)
    recoveries = {Counter.DEBT_PARTICIPATION, Counter.DEBT_FRANCHISE, Counter.DEBT_SURCHARGE}
    assert all(use.amount_cents > 0 for use in done.uses if use.counter not in recoveries or not use.scope)


@COMMON
@given(cares(), covers(), uses())
def test_contracts_never_pay_more_than_is_left_nor_the_charges_of_the_person(
    care: Care, cover: Cover, recorded: list[Use]
) -> None:
    for line in _settle(care, cover, recorded).lines:
        own = _charged(line)
        if not any(contract.pays_c2s for contract in cover.contracts):
            own += line.surcharge_cents
        left = line.price_cents - (line.amo_gross_cents - _charged(line)) - line.local_scheme_cents
        assert sum(line.amc_cents) <= left - own


@COMMON
@given(cares(), covers(), uses())
def test_flat_charges_stay_within_their_caps(care: Care, cover: Cover, recorded: list[Use]) -> None:
    done = _settle(care, cover, recorded)
    for counter, cap in _YEARLY.items():
        due = sum(use.amount_cents for use in done.uses if use.counter is counter)
        year = care.care_date.year
        before = sum(use.amount_cents for use in recorded if use.counter is counter and use.day.year == year)
        assert due <= max(0, TABLES.at(cap, care.care_date).value - before)
    participation = sum(use.amount_cents for use in done.uses if use.counter is Counter.PARTICIPATION)
    assert participation <= TABLES.at("participation.daily_cap", care.care_date).value
    charged = sum(use.amount_cents for use in done.uses if use.counter in {Counter.PARTICIPATION, Counter.FRANCHISE})
    assert charged == sum(_charged(line) for line in done.lines)


def _open_debts(recorded: list[Use]) -> dict[tuple[Counter, bytes], int]:
    found: dict[tuple[Counter, bytes], int] = defaultdict(int)
    for use in recorded:
        if use.counter >= Counter.DEBT_PARTICIPATION:
            found[use.counter, bytes.fromhex(use.scope) if use.scope else use.receipt_id] += use.amount_cents
    return found


@COMMON
@given(cares(), covers(), uses())
def test_recoveries_take_no_more_than_is_owed_and_no_more_than_is_paid(
    care: Care, cover: Cover, recorded: list[Use]
) -> None:
    done = _settle(care, cover, recorded)
    paid = sum(line.amo_paid_cents for line in done.lines)
    taken = sum(entry.amount_cents for entry in done.recoveries)
    assert done.amo_paid_cents == paid - taken
    assert not (care.third_party_payment and done.recoveries)
    assert taken <= paid
    before, after = _open_debts(recorded), _open_debts([*recorded, *done.uses])
    if not care.third_party_payment:
        assert sum(before.values()) - taken == sum(after.values())
        assert all(0 <= after[origin] <= owed or (owed < 0 and after[origin] == 0) for origin, owed in before.items())


@COMMON
@given(cares(), covers(), uses())
def test_taking_the_uses_of_a_receipt_back_restores_every_counter(
    care: Care, cover: Cover, recorded: list[Use]
) -> None:
    done = _settle(care, cover, recorded)
    assert all(use.receipt_id == care.receipt_id for use in done.uses)
    kept = [use for use in [*recorded, *done.uses] if use.receipt_id != care.receipt_id]
    assert kept == recorded


@COMMON
@given(cares(most_lines=1), covers(), st.integers(1, 5_000))
def test_amo_rises_with_the_base_below_the_costly_threshold(care: Care, cover: Cover, more: int) -> None:
    line = care.lines[0]
    assume(line.base_cents is not None)
    base = line.base_cents or 0
    lower, higher = (
        care._replace(lines=(line._replace(base_cents=cents, price_cents=None),)) for cents in (base, base + more)
    )
    assume(line.family is not Family.HOSPITAL_DAY)
    threshold = TABLES.at("costly_act.threshold", care.care_date).value
    assume(line.family is not Family.TECHNICAL_ACT or base + more < threshold)
    before, after = _settle(lower, cover, []), _settle(higher, cover, [])
    assert after.lines[0].amo_gross_cents >= before.lines[0].amo_gross_cents


@COMMON
@given(cares(), covers(st.tuples(contracts(1)).map(list)), st.integers(1, 20_000))
def test_the_contract_pays_no_less_when_its_guarantee_rises(care: Care, cover: Cover, more: int) -> None:
    only = cover.contracts[0]
    raised = tuple(guarantee._replace(value=guarantee.value + more) for guarantee in only.guarantees)
    before = _settle(care, cover, [])
    after = _settle(care, cover._replace(contracts=(only._replace(guarantees=raised),)), [])
    assert sum(after.amc_cents) >= sum(before.amc_cents)


@COMMON
@given(cares(), covers(), uses(), st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_listed_changes_nothing(
    care: Care, cover: Cover, recorded: list[Use], random: Random
) -> None:
    done = _settle(care, cover, recorded)
    shuffled = list(care.lines)
    random.shuffle(shuffled)
    again = adjudicate(care._replace(lines=tuple(shuffled)), cover, list(reversed(recorded)), TABLES)
    assert sorted(again.lines, key=_number) == sorted(done.lines, key=_number)
    assert again[2:] == done[2:]
    assert sorted(again.uses) == sorted(done.uses)


@COMMON
@given(cares(most_lines=2), covers())
def test_numbering_lines_otherwise_keeps_the_total_where_no_cap_is_met(care: Care, cover: Cover) -> None:
    done = _settle(care, cover, [])
    last = len(care.lines) + 1
    assume(all(line.family is not Family.SURCHARGE for line in care.lines))
    turned = care._replace(lines=tuple(line._replace(line_no=last - line.line_no) for line in care.lines))
    again = adjudicate(turned, cover, [], TABLES)
    assume(not any(reason.code in _CAPS for line in (*done.lines, *again.lines) for reason in line.reasons))
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
