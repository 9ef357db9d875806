"""Every planted flaw is found: losses, doubles, cents, swaps, orders, counters, vectors, rows."""

import os
import random

import pytest

from tests.checker.mutants import MUTANTS, Mutant
from tests.checker.scenario import history_of, make_day
from tests.checker.toy_tables import toy_tables
from tools.checker.check import History, check

SEEDS = range(int(os.environ.get("VITALE_CHECKED_DAYS", "3")))


@pytest.fixture(scope="module")
def histories() -> dict[int, History]:
    tables = toy_tables()
    return {seed: history_of(make_day(seed, tables)) for seed in SEEDS}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_every_planted_flaw_is_found(mutant: Mutant, histories: dict[int, History]) -> None:
    unnoticed = []
    for seed in SEEDS:
        rng = random.Random(f"{mutant.__name__} {seed}")  # noqa: S311 - repeatable on purpose
        flawed = mutant(rng, histories[seed])
        assert flawed != histories[seed], "the mutant changed nothing"
        if check(flawed).word != "refuted":
            unnoticed.append(seed)
    assert unnoticed == []
