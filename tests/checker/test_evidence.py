"""Faults without evidence are not counted, and an intent log is read as it is."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tools.checker.evidence import EVIDENCED, WITHOUT, Quota, Witness, proved, tally, unmet
from tools.checker.intents import IntentLogError, parse

KILL: dict[str, Any] = {
    "fault": "kill:before_commit",
    "pid": 7,
    "pid_after": 8,
    "start_before": 100,
    "start_after": 220,
    "wait_status": -9,
}
WORKING = {"began": 1000.0, "ended": 1002.0}
AT_WORK = Witness(claims_ms=[500_000, 999_000], receipts_ms=[999_100, 1_003_000])


@pytest.mark.parametrize(
    "changed",
    [{"wait_status": 0}, {"wait_status": 1}, {"start_after": 100}, {"pid_after": 7}, {"start_after": None}],
)
def test_a_kill_counts_only_with_its_wait_status_and_another_process(changed: dict[str, Any]) -> None:
    assert proved(KILL)
    assert not proved(KILL | changed)
    assert proved(KILL | {"fault": "restart:broker"})
    assert not proved(KILL | {"fault": "restart:broker"} | changed)


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ({"fault": "freeze:worker", "pid": 7, "state": "T", "seconds": 18.0}, {"state": "S"}),
        ({"fault": "freeze", "pid": 7, "state": "T", "seconds": 18.0}, {"seconds": 0}),
        ({"fault": "backend:receipts", "pid": 7, "start_before": 9, "start_after": None}, {"start_after": 9}),
        ({"fault": "lock:ledger", "blocked": [11], "seconds": 3.0}, {"blocked": []}),
        ({"fault": "record:undecodable", "topic": "t", "partition": 3, "offsets": [4]}, {"offsets": []}),
        ({"fault": "kill:x", **{k: v for k, v in KILL.items() if k != "fault"}}, {"fault": "wish:x"}),
    ],
)
def test_every_kind_of_fault_needs_its_own_proof(line: dict[str, Any], lacking: dict[str, Any]) -> None:
    assert proved(line)
    assert not proved(line | lacking)


@pytest.mark.parametrize(
    ("witness", "line"),
    [
        (Witness(claims_ms=[989_000], receipts_ms=[1_003_000]), KILL | WORKING),  # nobody sent anything before it
        (Witness(claims_ms=[999_000], receipts_ms=[1_001_000]), KILL | WORKING),  # nothing came after it
        (Witness(claims_ms=[999_000], receipts_ms=[1_093_000]), KILL | WORKING),  # much too late
        (AT_WORK, KILL),  # it does not say when
        (AT_WORK, KILL | {"began": 1002.0, "ended": 1000.0}),
    ],
)
def test_a_fault_counts_only_where_claims_came_before_it_and_receipts_after_it(
    witness: Witness, line: dict[str, Any]
) -> None:
    assert tally([KILL | WORKING], AT_WORK) == {EVIDENCED: 1, "fault kill:before_commit": 1}
    assert tally([line], witness) == {WITHOUT: 1}


def test_a_record_counts_only_when_the_topics_show_what_became_of_it() -> None:
    sent = WORKING | {"fault": "record:again", "topic": "c", "partition": 3, "offsets": [7, 9], "outcome": "Ignored"}
    seen = {("c", 3, 7): "Issued", ("c", 3, 9): "Ignored"}
    assert tally([sent], replace(AT_WORK, outcomes=seen))[EVIDENCED] == 1
    assert tally([sent], replace(AT_WORK, outcomes={("c", 3, 7): "Issued"}))[WITHOUT] == 1
    unnamed = {key: value for key, value in sent.items() if key != "outcome"}
    assert tally([unnamed], AT_WORK)[WITHOUT] == 1


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
