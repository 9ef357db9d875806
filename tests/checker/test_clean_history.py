"""A history without a flaw is proved."""

import dataclasses

import pytest

from reimbursement.rule_tables import Tables
from tests.checker.scenario import history_of, make_day
from tests.checker.toy_entry import NAMES
from tests.checker.toy_tables import toy_tables
from tools.checker.check import check
from tools.checker.evidence import Quota
from tools.checker.log import RECEIPT


@pytest.fixture(scope="module")
def tables() -> Tables:
    return toy_tables()


@pytest.mark.parametrize("seed", range(6))
def test_a_clean_history_is_proved_and_reaches_every_kind_of_entry(seed: int, tables: Tables) -> None:
    verdict = check(history_of(make_day(seed, tables)))
    assert [str(example) for example in verdict.findings.examples] == []
    assert verdict.word == "proved"
    for kind in NAMES[1:]:
        assert verdict.counts[kind] > 0
    assert verdict.counts["expanded entries"] > 0
    assert verdict.counts["lost"] == verdict.counts["doubled"] == 0


def test_equal_duplicates_of_a_publication_are_no_flaw(tables: Tables) -> None:
    history = history_of(make_day(1, tables))
    records = history.log[RECEIPT, 0]
    again = tuple(dataclasses.replace(r, offset=at) for at, r in enumerate(records[5:], start=len(records)))
    verdict = check(dataclasses.replace(history, log={**history.log, (RECEIPT, 0): records + again}))
    assert verdict.word == "proved"
    assert verdict.counts["published twice"] == len(again)


def test_a_run_below_its_quotas_is_void_and_not_green(tables: Tables) -> None:
    verdict = check(history_of(make_day(1, tables)), [Quota("fault kill:before_commit", 2), Quota("entries", 10)])
    assert verdict.word == "void"
    assert verdict.exit_code == 3
    assert verdict.unmet == ["fault kill:before_commit: 0 of at least 2"]
