"""`python -m tools.access_attack`: print what robots get out of stolen accounts, and what honest work suffers."""

import argparse
import asyncio
from datetime import timedelta

from tools.access_attack.honest import TRADES, worked
from tools.access_attack.robots import ACCOUNTS, ONE_IN, PEOPLE, Plan, stolen

_MOST = 400
_DAYS = 10_000
_FEWER = 2_000  # enough to see that nothing stops it
_PLANS = {
    f"{ACCOUNTS} accounts, number and second datum of {PEOPLE:,} people": Plan(),
    f"the same, guessing with 1 in {ONE_IN} existing": Plan(one_in=ONE_IN),
    "the same, 20 lookups in 30 days to stay below the limit": Plan(pace=20),
}


async def _run(days: int) -> bool:
    good = True
    for name, plan in _PLANS.items():
        told = await stolen(plan)
        good &= told <= _MOST
        print(f"{name}: {told} identities (at most {_MOST})")
    open_door = await stolen(Plan(quotas=False, step=timedelta(minutes=2)), people=_FEWER)
    print(f"without quotas, of {_FEWER:,} people: {open_door:,} identities")
    for trade in TRADES:
        seen = await worked(trade, days)
        good &= seen.frozen <= max(1, days // _DAYS)
        print(f"{trade.name}: {seen.days:,} days, {seen.looks:,} lookups, {seen.refused} refused, {seen.frozen} frozen")
    return good


def main() -> int:
    """0 when every figure is within its limit."""
    parser = argparse.ArgumentParser(prog="python -m tools.access_attack", description=__doc__)
    parser.add_argument("--days", type=int, default=_DAYS, help="simulated days of each honest trade")
    return 0 if asyncio.run(_run(parser.parse_args().days)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
