"""Worked cases, written by hand from the cited rules, are computed to the cent; sequences carry their uses."""

import pytest

import reimbursement_tables
from tests.reimbursement.golden_reading import Worked, read_all, shown
from tools.cases.replay import replay

TABLES = reimbursement_tables.load()
CASES = read_all()


@pytest.mark.parametrize("worked", CASES, ids=[worked.name for worked in CASES])
def test_a_worked_case_is_computed_to_the_cent(worked: Worked) -> None:
    outcomes = list(replay(worked.case, TABLES))
    found = [shown(outcome, expected) for outcome, expected in zip(outcomes, worked.expected, strict=True)]
    assert found == list(worked.expected)


@pytest.mark.parametrize("worked", CASES, ids=[worked.name for worked in CASES])
def test_what_each_pays_adds_up_to_the_price(worked: Worked) -> None:
    for outcome in replay(worked.case, TABLES):
        if outcome.done is not None:
            done = outcome.done
            paid = done.amo_paid_cents + done.local_scheme_cents + sum(done.amc_cents) + done.patient_cents
            assert paid == done.price_cents


def test_the_worked_cases_are_many_and_told_apart() -> None:
    assert len({worked.name for worked in CASES}) == len(CASES)
    assert sum(1 for worked in CASES if len(worked.case.steps) > 1 or _has_lines(worked)) >= 40


def _has_lines(worked: Worked) -> bool:
    return any(step.care is not None and len(step.care.lines) > 1 for step in worked.case.steps)
