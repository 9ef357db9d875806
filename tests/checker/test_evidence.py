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


def test_an_intent_without_an_answer_may_match_either_outcome() -> None:
    submit = {"op": "submit", "seq": 1, "issuer": "751234567", "claim_id": "F1", "price_cents": 3000}
    assert parse([json.dumps(submit)])[0].result == "info"
    assert parse([json.dumps(submit), json.dumps({"op": "result", "seq": 1, "result": "ok"})])[0].result == "ok"


def test_a_broken_line_of_the_intent_log_is_named() -> None:
    with pytest.raises(IntentLogError, match="line 1"):
        parse(["{"])
