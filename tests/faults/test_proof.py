"""After everything: the checker proves the whole run, and enough happened for the proof to mean something."""

import time

import pytest

from tools.checker.evidence import Quota
from tools.checker.report import lines
from tools.faults.house import House
from tools.faults.kinds import POINTS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

QUOTAS = (
    *(Quota(f"fault kill:{point}", 2) for point in POINTS),
    Quota("fault freeze", 1),
    Quota("fault restart:database", 1),
    Quota("fault restart:broker", 1),
    Quota("acknowledged", 2000),
    Quota("ReceiptIssued", 2000),
    Quota("RecordParked", 30),
    Quota("ClaimWaiting", 1),
    Quota("RecordIgnored", 1),
    Quota("expanded entries", 1),
    Quota("published twice", 1),
    Quota("receipts reassessed", 1),
)


def test_the_checker_proves_the_whole_run_and_the_quotas_of_evidence_are_met(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = house.prove(QUOTAS)
    with capsys.disabled():
        print(f"\n\nFault report, {time.monotonic() - house.started:.0f} s in all")
        for line in house.report:
            seconds = "" if line.recovery_s is None else f"{line.recovery_s:7.2f} s"
            print(f"  {line.fault:<56}{seconds:>10}  {line.note}")
        for text in lines(verdict):
            print(text)
    assert verdict.findings.examples == []
    assert verdict.unmet == []
    assert (verdict.counts["lost"], verdict.counts["doubled"]) == (0, 0)
