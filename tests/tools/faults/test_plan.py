"""The plan of a campaign: every kind can be done, the numbers add up, the same seed gives the same order."""

from collections import Counter
from itertools import islice

import pytest

from tools.faults import plan
from tools.faults.kinds import KINDS


def test_every_kind_of_the_plan_can_be_done_and_none_is_forgotten() -> None:
    assert set(plan.SHARES) == set(KINDS)
    assert sum(plan.SHARES.values()) == 300


@pytest.mark.parametrize("faults", [1, 12, 29, 300, 1000])
def test_as_many_are_planned_as_were_asked(faults: int) -> None:
    assert sum(plan.counts(faults).values()) == faults
    assert plan.counts(300) == plan.SHARES


def test_a_small_plan_takes_as_many_kinds_as_it_can() -> None:
    assert set(plan.counts(12).values()) == {1}
    assert plan.counts(len(plan.SHARES)) == dict.fromkeys(plan.SHARES, 1)
    assert plan.counts(4, ["freeze:broker", "lock:ledger"]) == {"freeze:broker": 2, "lock:ledger": 2}


def test_the_same_seed_gives_the_same_order_and_another_one_another() -> None:
    first, again, other = (list(islice(plan.order(300, seed), 300)) for seed in (1, 1, 2))
    assert first == again != other
    assert Counter(first) == Counter(other) == Counter(plan.SHARES)


def test_after_its_end_a_plan_gives_spare_faults_of_its_kinds() -> None:
    names = list(islice(plan.order(2, 1, ["lock:ledger"]), 5))
    assert names == ["lock:ledger"] * 5
