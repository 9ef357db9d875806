"""Rebuilds the ledger into a new generation beside the live one, compares the two, and switches."""

import argparse
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from chassis.postgres import Pool, pool
from receipts.generations import live_generation
from receipts.ledger.rules_shelf import RulesShelf
from receipts.rebuild.compare import Compared, compare, lines
from receipts.rebuild.course import Course
from receipts.rebuild.inputs import of_broker
from receipts.rebuild.replay import APPLICATION, Replay
from receipts.rebuild.switch import ALL, drop, generations
from tools.operators.place import Place

COMMANDS = ("rebuild", "compare", "switch", "drop", "generations")


def add_generations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    for name, about in (
        ("rebuild", "replay every input into the next generation, beside the live one, and compare; resumes"),
        ("compare", "compare the live generation with the rebuilt one"),
        ("switch", "fence the live generation, catch up, compare, and make the rebuilt one live"),
        ("drop", "delete a rebuilt generation that is not live; the live one goes on"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("--into", type=int, default=None, help="the new generation (default: the live one + 1)")
        if name == "switch":
            command.add_argument("--accept-differences", action="store_true", help="switch although rows differ")
    commands.add_parser("generations", help="every generation with its entries; which is live")


@asynccontextmanager
async def _opened(place: Place) -> AsyncIterator[Pool]:
    opened = await pool(place.dsn, schema="receipts", max_size=3, settings={"application_name": APPLICATION})
    try:
        yield opened
    finally:
        await opened.close()


async def work_on_generations(arguments: argparse.Namespace, place: Place) -> str:
    """Run one of COMMANDS; what it says.

    Raises:
        SystemExit: the generations differ (1), after printing how.
        BrokenOrder, ReplayStopped, WrongGeneration, DomainError: it could not be done; nothing live changed.
    """
    async with _opened(place) as opened:
        if arguments.command == "generations":
            return "\n".join(_listed(await generations(opened)))
        live = await live_generation(opened)
        into = arguments.into or live + 1
        if arguments.command == "drop":
            await drop(opened, into)
            return f"generation {into} is gone; generation {live} is live"
        if arguments.command == "compare":
            return _said(await compare(opened, live, into, ALL), live, into)
        replay = Replay(opened, of_broker(place.brokers), source=live, target=into, shelf=RulesShelf.of_this_build())
        return await _replayed(Course(opened, replay, live, into), arguments)


async def _replayed(course: Course, arguments: argparse.Namespace) -> str:
    if arguments.command == "rebuild":
        found = await course.rebuild()
        said = f"{course.replay.records} records replayed"
        return f"{said}\n{_said(found, course.source, course.target)}"
    switched, found = await course.switch(lambda _: bool(arguments.accept_differences))
    if not switched:
        report = "\n".join(lines(found, course.source, course.target))
        raise SystemExit(f"{report}\nnot switched: generation {course.source} goes on; see --accept-differences")
    report = "\n".join(lines(found, course.source, course.target))
    return f"{report}\ngeneration {course.target} is live"


def _said(found: Sequence[Compared], live: int, into: int) -> str:
    report = "\n".join(lines(found, live, into))
    if any(part.different for part in found):
        raise SystemExit(report)
    return report


def _listed(found: Sequence[tuple[int, int, bool, bool]]) -> Iterator[str]:
    for generation, entries, retired, live in found:
        word = "live, fenced" if live and retired else "live" if live else "retired" if retired else "beside"
        yield f"generation {generation}: {entries} entries, {word}"
