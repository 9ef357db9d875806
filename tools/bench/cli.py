"""Command line of the bench: which parts, how large, on a private stack that is removed at the end."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path as File
from typing import Final

import uvloop

from chassis.migrations import migrate
from tools.bench import ledger, live, page, rebuild, rules, table, telemetry, whole
from tools.bench.counter import Registry
from tools.bench.figures import Part
from tools.bench.machine import facts
from tools.bench.path import Path, Sizes
from tools.bench.redeem import RedeemBench
from tools.bench.rights import ALONE, SERVICES, RightsBench
from tools.local.paths import LOCAL
from tools.local.stack import Options, Stack

ON_THE_PATH = ("throughput", "latency", "restart", "pair")
_CALLS: Final = 20_000
OF_THEIR_OWN = ("rules", "rights", "redeem", "whole", "live", "page", "rebuild")
"""Parts that need no stack, or start one of their own."""
PARTS = (*OF_THEIR_OWN, "ledger", "telemetry", *ON_THE_PATH)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description="Measures rules, ledger and worker path on this machine. Exit 1 when counts differ: void.",
    )
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part (may be repeated)")
    parser.add_argument("--families", type=int, default=50_000, help="families with rights (default 50000)")
    parser.add_argument("--claims", type=int, default=60_000, help="preloaded claims (default 60000)")
    parser.add_argument("--ledger-claims", type=int, default=20_000, help="claims of the ledger alone (default 20000)")
    parser.add_argument("--rate", type=int, default=1000, help="claims a second of the open loop (default 1000)")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of one open-loop run (default 15)")
    parser.add_argument("--runs", type=int, default=3, help="open-loop runs (default 3)")
    parser.add_argument("--whole-seconds", type=float, default=60.0, help="length of the whole path (default 60)")
    parser.add_argument("--live-seconds", type=float, default=30.0, help="length of the live open loop (default 30)")
    parser.add_argument("--phones", type=int, default=200, help="open streams of the live open loop (default 200)")
    parser.add_argument("--receipts", type=int, default=1_000_000, help="receipts behind the page (default 1000000)")
    parser.add_argument("--rebuild-claims", type=int, default=40_000, help="claims of the rebuild (default 40000)")
    parser.add_argument("--output", type=File, default=LOCAL / "bench.json", help="where the figures go")
    return parser.parse_args(arguments)


async def _rights_part(wanted: Sequence[str]) -> list[Part]:
    if "rights" not in wanted:
        return []
    registry = Registry()
    async with registry.open():
        env = {"adri": {"CARD_REGISTRY_TARGET": registry.address, **ALONE}}
        async with Stack(None, Options(services=SERVICES, env=env, say=say)) as stack:
            bench = RightsBench(stack, registry)
            return [
                await bench.run(calls=_CALLS, in_flight=64, rate=500, seconds=20),
                await bench.run_two(calls=_CALLS, in_flight=64, rate=500, seconds=20),
            ]


async def _redeem_part(wanted: Sequence[str]) -> list[Part]:
    if "redeem" not in wanted:
        return []
    async with Stack(None, Options(say=say)) as stack:
        return [await RedeemBench(stack).run(calls=6_000, in_flight=32, rate=100, seconds=20)]


async def _whole_parts(wanted: Sequence[str], options: argparse.Namespace) -> list[Part]:
    parts: list[Part] = []
    if "whole" in wanted:
        say("whole path ...")
        parts.append(await whole.run(options.whole_seconds))
    if "live" in wanted:
        say("live ...")
        parts.append(await live.run(options.rate, options.live_seconds, options.phones))
    if "page" in wanted:
        say(f"page of receipts: a ledger of {options.receipts:,} first ...")
        parts += await page.run(options.receipts, options.seconds)
    if "rebuild" in wanted:
        say("rebuild: a ledger to replay first ...")
        parts.append(await rebuild.run(options.rebuild_claims))
    return parts


async def _ledger_parts(stack: Stack, wanted: Sequence[str], options: argparse.Namespace) -> list[Part]:
    if not {"ledger", "telemetry"} & set(wanted):
        return []
    dsn = stack.state.postgres.dsn["receipts"]
    measured = await ledger.run(dsn, families=min(options.families, 20_000), count=options.ledger_claims)
    parts = [measured] if "ledger" in wanted else []
    if "telemetry" in wanted:
        parts.append(telemetry.run(next(f.value for f in measured.figures if f.name == "claims, 500 a flush")))
    return parts


async def _path_parts(stack: Stack, wanted: Sequence[str], options: argparse.Namespace) -> list[Part]:
    chosen = [name for name in ON_THE_PATH if name in wanted]
    if not chosen:
        return []
    sizes = Sizes(options.families, options.claims, options.rate, options.seconds, options.runs)
    path = Path(stack, sizes)
    say(f"rights of {options.families:,} families ...")
    await path.furnish()
    parts = []
    for name in chosen:
        say(f"{name} ...")
        parts.append(await getattr(path, name)())
    return parts


def say(text: str) -> None:
    """Progress, apart from the table."""
    print(text, file=sys.stderr, flush=True)


async def _measure(options: argparse.Namespace) -> list[Part]:
    wanted = options.part or PARTS
    parts = [rules.run()] if "rules" in wanted else []
    parts += await _rights_part(wanted)
    parts += await _redeem_part(wanted)
    parts += await _whole_parts(wanted, options)
    if set(wanted) <= set(OF_THEIR_OWN):
        return parts
    async with Stack(None, Options(services=(), say=say)) as stack:
        await migrate(stack.processes.here.database_dsn, "receipts")  # no service of the stack asked for its schema
        parts += await _ledger_parts(stack, wanted, options)
        parts += await _path_parts(stack, wanted, options)
    return parts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 when a part is void."""
    options = _arguments(arguments)
    machine = facts(File.cwd())
    parts = uvloop.run(_measure(options))
    for line in table.lines(machine, parts):
        print(line)
    table.write(options.output, machine, parts)
    return 1 if any(part.void for part in parts) else 0
