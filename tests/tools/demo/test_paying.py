"""The demo's payments: figures written by hand equal what the steps settle, and a cent or another payee is found."""

import copy
from typing import Any

import pytest

from tools.demo.paying import compare_payments
from tools.demo.script import PAID, SETTLED
from tools.demo.steps import Paid, Settled

STEPS = {step.name: step for step in SETTLED}


def told(paid: Paid) -> list[dict[str, Any]]:
    """The payments as the front would tell them."""
    return [
        {"payer": {"code": payer}, "amount": {"cents": cents}, "paidTo": {"code": paid.to}, "differsBy": None}
        for payer, cents in paid.cents
    ]


@pytest.mark.parametrize("paid", PAID, ids=lambda paid: paid.step)
def test_what_is_paid_is_what_the_step_settles_to_whom_it_says(paid: Paid) -> None:
    step = STEPS[paid.step]
    assert isinstance(step.expected, Settled)
    owed = {"amo": step.expected.amo + step.expected.local, "amc": step.expected.amc}
    assert dict(paid.cents) == {payer: cents for payer, cents in owed.items() if cents}
    assert paid.to == ("professional" if step.third_party else "person")
    assert paid.seen_by in step.expected.seen_by


@pytest.mark.parametrize("paid", PAID, ids=lambda paid: paid.step)
def test_a_cent_another_payee_and_a_flag_are_found(paid: Paid) -> None:
    right = told(paid)
    assert compare_payments(paid, right) == []
    for path, value in ((("amount", "cents"), 1), (("paidTo", "code"), "nobody"), (("differsBy",), {"cents": 1})):
        wrong: Any = copy.deepcopy(right)
        place = wrong[0]
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        assert len(compare_payments(paid, wrong)) == 1
    assert compare_payments(paid, []) != []
