"""The demo's comparisons find what differs: one cent, another payee, another refusal, a receipt too many."""

import copy
from typing import Any

import pytest

from tools.demo.play import compare, compare_refusal
from tools.demo.report import why
from tools.demo.script import REFUSED, SETTLED
from tools.demo.steps import Refused, Settled, Step
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, ClaimViolation


def good(step: Step) -> dict[str, Any]:
    """The receipt of a step as the front would tell it."""
    expected = step.expected
    assert isinstance(expected, Settled)
    reasons = [{"amount": "base", "text": "Base."}, {"amount": "amo", "text": "70 %."}]
    return {
        "price": {"cents": step.price_cents},
        "amo": {"cents": expected.amo},
        "localScheme": {"cents": expected.local},
        "amc": {"cents": expected.amc},
        "patient": {"cents": expected.left},
        "paidTo": {"code": "professional" if step.third_party else "person"},
        "lines": [{"participationDeferred": {"cents": expected.deferred}, "reasons": reasons}],
    }


@pytest.mark.parametrize("step", SETTLED, ids=lambda step: step.name)
def test_a_receipt_as_written_has_no_difference_and_one_cent_is_found_anywhere(step: Step) -> None:
    assert isinstance(step.expected, Settled)
    receipt = good(step)
    assert compare(step, step.expected, receipt) == []
    for name in ("price", "amo", "localScheme", "amc", "patient"):
        wrong = copy.deepcopy(receipt)
        wrong[name]["cents"] += 1
        assert len(compare(step, step.expected, wrong)) == 1
    wrong = copy.deepcopy(receipt)
    wrong["lines"][0]["participationDeferred"]["cents"] += 1
    wrong["paidTo"]["code"] = "nobody"
    assert len(compare(step, step.expected, wrong)) == 2


def test_a_refusal_for_another_reason_at_another_field_or_none_is_found() -> None:
    expected = REFUSED[0].expected
    assert isinstance(expected, Refused)
    right = ClaimViolation(code=expected.code, field=expected.field)
    rejected, accepted = Acknowledgement.OUTCOME_REJECTED, Acknowledgement.OUTCOME_ACCEPTED
    assert compare_refusal(expected, Acknowledgement(outcome=rejected, violations=[right])) == []
    for wrong in (
        Acknowledgement(outcome=rejected, violations=[ClaimViolation(code="UNKNOWN_ACT", field=expected.field)]),
        Acknowledgement(outcome=rejected, violations=[ClaimViolation(code=expected.code, field="care_date")]),
        Acknowledgement(outcome=accepted),
    ):
        assert len(compare_refusal(expected, wrong)) == 1


def test_the_one_line_why_holds_the_reasons_of_what_insurance_pays() -> None:
    assert why(good(SETTLED[0])) == "70 %"
