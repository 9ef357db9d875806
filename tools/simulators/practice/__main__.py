"""`python -m tools.simulators.practice --rate R --seconds S`: bill like practice software at a chosen rate."""

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
from tools.simulators.practice.billing import Biller, patients_of
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.load import Plan, run
from tools.simulators.practice.practices import practices
from tools.simulators.practice.sender import Software


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.simulators.practice", description=__doc__)
    add_population(parser)
    parser.add_argument("--rate", type=float, default=10.0, help="claims a second (default 10)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--batch", type=int, default=20, help="claims a call at most (default 20)")
    parser.add_argument("--repeat-percent", type=int, default=1, help="claims in a hundred sent twice (default 1)")
    parser.add_argument("--correct-percent", type=int, default=0, help="accepted claims in a hundred corrected")
    parser.add_argument("--cancel-percent", type=int, default=0, help="accepted claims in a hundred cancelled")
    parser.add_argument("--attempts", type=int, default=8, help="how often a call is made before it is given up")
    parser.add_argument("--prefix", default="", help="begins every invoice number; default: from the time")
    parser.add_argument("--log", type=Path, default=None, help="intent log to append to (JSON lines)")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> IntentLog:
    clock, state = SystemClock(), State.read(arguments.state)
    signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
    patients = patients_of(population(arguments, clock.today(PARIS)))
    prefix = arguments.prefix or f"L{int(clock.now().timestamp()):X}"
    biller = Biller(patients, practices(), clock, seed=arguments.seed, prefix=prefix)
    shares = (arguments.repeat_percent, arguments.correct_percent, arguments.cancel_percent)
    plan = Plan(arguments.rate, arguments.seconds, arguments.batch, *shares)
    with IntentLog(arguments.log) as log:
        async with grpc.aio.insecure_channel(state.targets["teletransmission"]) as channel:
            await run(plan, biller, Software(channel, signer, clock, attempts=arguments.attempts), log)
    return log


def main() -> None:
    """Bill, then print how many were accepted, refused and left without an answer."""
    arguments, started = _arguments(), time.perf_counter()
    counts = asyncio.run(_run(arguments)).counts
    print(
        f"{counts['sent']} sent, {counts['ok']} accepted, {counts['fail']} refused, "
        f"{counts['info']} without an answer, {time.perf_counter() - started:.1f} s"
    )


if __name__ == "__main__":
    main()
