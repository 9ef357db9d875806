"""Faults without evidence are not counted, and an intent log is read as it is."""

import json

import pytest

from tools.checker.evidence import Quota, faults, unmet
from tools.checker.intents import IntentLogError, parse


def test_a_kill_counts_only_with_its_wait_status_and_a_new_start_time() -> None:
    seen = {"fault": "kill:before_commit", "pid": 7, "start_before": 100, "start_after": 220, "wait_status": -9}
    without_death = {**seen, "wait_status": 0}
    without_birth = {**seen, "start_after": 100}
    found, unproved = faults(json.dumps(line) for line in (seen, without_death, without_birth))
    assert (found["kill:before_commit"], unproved) == (1, 2)


def test_a_freeze_counts_only_when_the_kernel_said_stopped() -> None:
    lines = [{"fault": "freeze", "pid": 7, "state": state, "seconds": 18.0} for state in ("T", "S")]
    assert faults(map(json.dumps, lines)) == ({"freeze": 1}, 1)


def test_a_restart_counts_only_with_another_process() -> None:
    same = {"fault": "restart:broker", "pid": 7, "pid_after": 7, "start_before": 1, "start_after": 2}
    other = {**same, "pid_after": 8}
    assert faults(map(json.dumps, (same, other))) == ({"restart:broker": 1}, 1)


def test_a_quota_that_was_not_reached_is_named() -> None:
    assert unmet([Quota.parse("fault freeze=2"), Quota.parse("entries=5")], {"fault freeze": 1, "entries": 5}) == [
        "fault freeze: 1 of at least 2"
    ]


def _line(status: str, op: str = "submit") -> str:
    return json.dumps({"op": op, "id": "RPPS:91234567/F-1", "status": status})


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ([_line("sent")], "info"),
        ([_line("sent"), _line("ok")], "ok"),
        ([_line("sent"), _line("fail")], "fail"),
        ([_line("sent"), _line("info")], "info"),
        ([_line("sent"), _line("ok"), _line("sent", "repeat"), _line("fail", "repeat")], "ok"),
        ([_line("sent"), _line("fail"), _line("sent", "repeat")], "info"),
    ],
)
def test_a_call_without_an_answer_may_match_either_outcome_and_a_positive_one_binds(
    lines: list[str], result: str
) -> None:
    intent = parse(lines)[0]
    assert (intent.issuer, intent.claim_id, intent.result) == ("RPPS:91234567", "F-1", result)


def test_a_broken_line_of_the_intent_log_is_named() -> None:
    with pytest.raises(IntentLogError, match="line 1"):
        parse(["{"])
