"""Versions of claims: a ledger that handles them wrongly is refuted, and by the finding that says what is wrong."""

import os
import random

import pytest

from reimbursement.rule_tables import Tables
from tests.checker.correction_mutants import CORRECTION_MUTANTS
from tests.checker.planting import Mutant
from tests.checker.scenario import history_of, make_day
from tests.checker.toy_ledger import ToyLedger
from tests.checker.toy_tables import toy_tables
from tests.checker.wrong_ledgers import WRONG
from tools.checker.check import History, check

SEEDS = range(int(os.environ.get("VITALE_CHECKED_DAYS", "2")))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return toy_tables()


@pytest.fixture(scope="module")
def histories(tables: Tables) -> list[History]:
    return [history_of(make_day(seed, tables)) for seed in SEEDS]


def test_a_clean_day_holds_everything_that_can_become_of_a_version(histories: list[History]) -> None:
    for history in histories:
        verdict = check(history)
        assert verdict.word == "proved"
        for name in (
            "claims corrected",
            "claims cancelled",
            "versions sent again",
            "parked CONTENT_CONFLICT cancelled",
        ):
            assert verdict.counts[name] > 0


@pytest.mark.parametrize("kind", WRONG, ids=lambda kind: kind.__name__)
def test_a_ledger_that_handles_versions_wrongly_is_refuted_by_name(kind: type[ToyLedger], tables: Tables) -> None:
    for seed in SEEDS:
        found = check(history_of(make_day(seed, tables, kind=kind))).findings.counts
        assert found[kind.finding] > 0, found  # type: ignore[attr-defined]  # every wrong ledger has one


@pytest.mark.parametrize(("mutant", "finding"), CORRECTION_MUTANTS, ids=lambda part: getattr(part, "__name__", part))
def test_a_planted_flaw_is_found_by_name(mutant: Mutant, finding: str, histories: list[History]) -> None:
    for seed in SEEDS:
        rng = random.Random(f"{mutant.__name__} {seed}")  # noqa: S311 - repeatable on purpose
        found = check(mutant(rng, histories[seed])).findings.counts
        assert found[finding] > 0, found
