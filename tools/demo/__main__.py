"""`python -m tools.demo play`: make people known, play the scripted day, check its figures, keep the page alive."""

import argparse
import asyncio
import contextlib
import time
from pathlib import Path

from chassis.clock import Clock, SystemClock
from chassis.errors import DomainError
from tools.demo.by_card import play_by_card
from tools.demo.cast import Cast, cast
from tools.demo.changing import play_changes
from tools.demo.front import Watcher
from tools.demo.holders import state_holders, write_identities
from tools.demo.lists import compare_lists
from tools.demo.live import keep_billing
from tools.demo.paying import PaidDay, play_payments
from tools.demo.people import LABELS, write_people
from tools.demo.play import Play
from tools.demo.report import heading, say, summary, tell, where
from tools.demo.runs import Run, next_run
from tools.demo.script import DAY
from tools.demo.stage import Stage, bring_rules_into_force, make_background_known, make_known, opened
from tools.local.state import STATE, NotRunningError, State
from tools.simulators.population.cover import PARIS
from tools.simulators.schemes.payments import ends_of

_LIVE_WITHIN_S = 30.0


async def _prepare(stage: Stage, players: Cast, run: Run, folder: Path) -> None:
    started = time.perf_counter()
    version, changed = await bring_rules_into_force(stage)
    say(f"rules {version} in force" + (f", {changed} partitions activated" if changed else " already"))
    await stage.schemes.put_tables()
    taken, refused = await make_background_known(stage, run.anchor)
    await make_known(stage, players)
    await state_holders(stage, players)
    write_people(folder / "demo_people.json", stage.known)
    write_identities(folder / "demo_identities.json", players)
    taken += len(players.cards)
    note = f" ({refused} of the background refused, they were known otherwise)" if refused else ""
    say(f"{taken} cards of synthetic people made known in {time.perf_counter() - started:.1f} s{note}\n")


async def _day(stage: Stage, players: Cast) -> bool:
    watchers = {name: Watcher(stage.front(name)) for name in LABELS}
    following = [asyncio.create_task(watcher.follow()) for watcher in watchers.values()]
    try:
        async with asyncio.timeout(_LIVE_WITHIN_S):
            await asyncio.gather(*(watcher.live.wait() for watcher in watchers.values()))
        play, played = Play(stage, players, watchers), []
        start = await ends_of(stage.state.kafka)
        heading()
        for step in DAY:
            played.append(await play.step(step))
            tell(played[-1])
        played.append(await play_by_card(stage, players, play))
        day = PaidDay(start, watchers, play.receipts)
        differences = [*await play_payments(stage, day), *await play_changes(stage, players, day)]
        found = [await compare_lists(name, watcher.front, play.receipts) for name, watcher in watchers.items()]
        return summary(played, differences + [one for of_one in found for one in of_one])
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def _play(arguments: argparse.Namespace, clock: Clock) -> bool:
    folder = arguments.state.parent
    run = next_run(folder / "demo.json", clock)
    players = cast(run.number, clock.today(PARIS))
    async with opened(State.read(arguments.state), clock) as stage:
        await _prepare(stage, players, run, folder)
        good = await _day(stage, players)
        where(stage.state.targets["expenses"])
        if not arguments.once:
            say("\nAn act comes every few seconds. Ctrl-C stops.")
            await keep_billing(stage, players, run.anchor)
    return good


def main() -> int:
    """Play; 0 when every figure was as written by hand."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("command", choices=["play"])
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    parser.add_argument("--once", action="store_true", help="check the figures and end: 0 good, 1 not")
    try:
        return 0 if asyncio.run(_play(parser.parse_args(), SystemClock())) else 1
    except (DomainError, NotRunningError, TimeoutError) as error:
        say(f"the demo cannot play: {type(error).__name__} {error}")
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        raise SystemExit(main())
