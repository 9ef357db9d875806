"""A small campaign on the house of all fault tests: every fault has its evidence, heals, and costs no claim."""

import pytest

from tools.faults.campaign import Campaign, Order
from tools.faults.house import House

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

# Poisoned records are left to their own tests, which count those of a partition.
KINDS = (
    "kill:receipts.worker",
    "kill:teletransmission",
    "kill:identity",
    "kill:adri",
    "freeze:teletransmission",
    "freeze:broker",
    "freeze:session",
    "backend:receipts",
    "lock:ledger",
    "record:again",
)


def test_a_small_campaign_is_proved_with_evidence_for_each_of_its_faults(house: House) -> None:
    done = Campaign(house, Order(faults=len(KINDS), seed=3, kinds=KINDS)).run()
    assert [result.problem for result in done.results] == [""] * len(KINDS)
    assert {result.name for result in done.results} == set(KINDS)
    assert done.verdict is not None
    assert done.verdict.findings.examples == []
    assert done.verdict.unmet == []
    assert done.exit_code == 0
    slowest = max(done.results, key=lambda result: result.recovery_s or 0)
    house.add(f"campaign of {len(KINDS)}, slowest: {slowest.name}", slowest.recovery_s)
