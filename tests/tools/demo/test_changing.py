"""The demo's changes: figures written by hand equal what the rules give in place of the first bill."""

from datetime import date

import pytest

from reimbursement.model import Use
from tests.tools.demo.test_script import DAYS
from tests.tools.settling import settle
from tools.demo.cast import cast
from tools.demo.changing import changed_step
from tools.demo.script import CHANGED, PAID, SETTLED
from tools.demo.steps import Settled

STEPS = {step.name: step for step in SETTLED}


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_rules_give_the_figures_written_by_hand(today: date) -> None:
    players = cast(1, today)
    for changed in (one for one in CHANGED if one.lines):
        step, expected = changed_step(changed), changed.expected
        uses: list[Use] = []
        for before in SETTLED[: [one.name for one in SETTLED].index(step.name)]:
            if before.person == step.person:
                member = players.member(before.card, before.person)
                claim = before.claim(players, care_date=today)
                uses.extend(settle(claim, before.practice, players.cards[before.card], member, uses=uses).uses)
        claim = step.claim(players, care_date=today)
        member = players.member(step.card, step.person)
        settled = settle(claim, step.practice, players.cards[step.card], member, uses=uses)
        assert (settled.amo_paid_cents, sum(settled.amc_cents), settled.patient_cents) == (
            expected.amo,
            expected.amc,
            expected.left,
        )
        assert step.price_cents == expected.amo + expected.amc + expected.left + expected.local


def test_what_is_cancelled_charges_and_pays_nothing_and_whoever_saw_the_bill_sees_that() -> None:
    for changed in CHANGED:
        before = STEPS[changed.step].expected
        assert isinstance(before, Settled)
        assert changed.expected.seen_by == before.seen_by
        if not changed.lines:
            assert changed.expected == Settled(amo=0, amc=0, left=0, seen_by=before.seen_by)
            assert changed_step(changed).price_cents == 0


def test_both_changes_are_shown_and_none_touches_what_was_paid() -> None:
    assert {bool(changed.lines) for changed in CHANGED} == {True, False}
    assert not {changed.step for changed in CHANGED} & {paid.step for paid in PAID}
