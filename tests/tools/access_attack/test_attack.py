"""The theft of 2022 on the rules as they are: 400 identities at most; and honest people are let work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tools.access_attack.honest import TRADES, Trade, worked
from tools.access_attack.robots import ONE_IN, Plan, stolen

pytestmark = pytest.mark.asyncio
MOST = 400
FEWER = 2_000
DAYS = 2_000  # of each of the five trades: 10,000 in all


@pytest.mark.parametrize(
    "plan", [Plan(), Plan(one_in=ONE_IN), Plan(pace=20), Plan(pace=5)], ids=["knows", "guesses", "slow", "slower"]
)
async def test_nineteen_stolen_accounts_give_at_most_400_identities(plan: Plan) -> None:
    assert 0 < await stolen(plan) <= MOST


async def test_without_quotas_everybody_is_taken() -> None:
    # Looks two minutes apart keep the replay short: a day has fewer of them to count.
    unhurried = Plan(quotas=False, step=timedelta(minutes=2))
    assert await stolen(unhurried, people=FEWER) == FEWER
    assert await stolen(replace(unhurried, one_in=ONE_IN), people=25_000) > MOST


@pytest.mark.parametrize("trade", TRADES, ids=[trade.name for trade in TRADES])
async def test_honest_work_is_not_frozen(trade: Trade) -> None:
    seen = await worked(trade, DAYS)
    assert seen.looks > DAYS * trade.looks_a_day * 0.9
    assert (seen.frozen, seen.refused) == (0, 0)
