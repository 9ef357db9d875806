"""`python -m tools.simulators.schemes`: make guarantee tables and synthetic people known to a running platform."""

import argparse
import asyncio
import time
from pathlib import Path

import grpc

from chassis.clock import SystemClock
from chassis.tokens import TokenSigner
from tools.local.state import State
from tools.simulators.arguments import add_population, population
from tools.simulators.population.cover import PARIS
from tools.simulators.schemes import SchemeDesk, seed_families


async def _run(arguments: argparse.Namespace) -> None:
    clock, state = SystemClock(), State.read(arguments.state)
    signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
    started = time.perf_counter()
    async with grpc.aio.insecure_channel(state.targets["adri"]) as channel:
        desk = SchemeDesk(channel, signer, clock)
        await desk.put_tables()
        answers = [answer async for answer in seed_families(desk, population(arguments, clock.today(PARIS)))]
    people = {revision.subject_id for _, answer in answers for revision in answer.revisions}
    print(f"{len(answers)} cards, {len(people)} people in {time.perf_counter() - started:.1f} s")


def main() -> None:
    """Read the arguments and send."""
    parser = argparse.ArgumentParser(prog="python -m tools.simulators.schemes", description=__doc__)
    add_population(parser)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
