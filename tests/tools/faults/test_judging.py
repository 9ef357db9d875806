"""What a campaign may claim: below its quotas it is void, whatever the checker found; a fault that stays refutes it."""

from collections import Counter
from dataclasses import replace

import pytest

from tools.checker.check import Verdict
from tools.checker.evidence import EVIDENCED, unmet
from tools.checker.findings import Findings
from tools.faults import report
from tools.faults.campaign import Order, Outcome, Result

ORDER = Order(faults=2, seed=7, kinds=("lock:ledger", "freeze:broker"))


def reached() -> Counter[str]:
    return Counter({quota.name: quota.least for quota in ORDER.quotas()})


def outcome(counts: Counter[str], *results: Result, findings: Findings | None = None) -> Outcome:
    verdict = Verdict(findings or Findings(), counts, {}, unmet(ORDER.quotas(), counts))
    return Outcome(ORDER, list(results), verdict=verdict)


def test_a_campaign_that_reached_all_is_proved() -> None:
    done = outcome(reached(), Result("lock:ledger", 0.5))
    assert (done.word, done.exit_code) == ("proved", 0)


@pytest.mark.parametrize("name", [quota.name for quota in ORDER.quotas() if quota.least])
def test_a_campaign_that_lacks_anything_is_void_and_says_what(name: str) -> None:
    counts = reached()
    counts[name] -= 1
    lacking = outcome(counts, Result("lock:ledger", 0.5))
    assert (lacking.word, lacking.exit_code) == ("void", 3)
    assert any(f"not reached: {name}: " in line for line in report.lines(lacking))


def test_faults_without_evidence_do_not_fill_the_quota_however_many_were_tried() -> None:
    tried = [Result("lock:ledger", 0.5) for _ in range(300)]
    counts = reached() | Counter({"faults without evidence": 299})
    counts[EVIDENCED] = 1
    assert outcome(counts, *tried).word == "void"


def test_a_fault_that_did_not_heal_and_a_finding_refute() -> None:
    stuck = Result("freeze:broker", None, "no receipt for 60 s", unhealed=True)
    assert outcome(reached(), stuck).word == "refuted"
    findings = Findings()
    findings.add("lost", "somewhere", "acknowledged, and in no state")
    refuted = outcome(reached(), findings=findings)
    assert (refuted.word, refuted.exit_code) == ("refuted", 1)


def test_a_campaign_that_was_never_checked_is_void() -> None:
    assert replace(outcome(reached()), verdict=None).word == "void"


def test_the_report_has_a_row_for_each_kind_that_was_tried_with_its_times() -> None:
    times = [Result("lock:ledger", seconds / 10) for seconds in range(1, 21)]
    text = "\n".join(report.lines(outcome(reached(), *times)))
    assert "| lock:ledger | 20 | 1 | 1.05 | 2.00 | 2.00 |" in text
    assert "freeze:broker |" not in text
    assert "| **lost** | 0 |" in text
