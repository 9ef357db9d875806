"""`python -m tools.returns --practice ID --day D`: a practice's returns as a file, NOEMIE-like, no conformity claimed.

With `--read FILE`, what a file of the same table says, as JSON lines.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import grpc

from chassis.clock import SystemClock
from chassis.errors import DomainError
from chassis.tokens import TokenSigner
from tools.local.state import STATE, NotRunningError, State
from tools.returns.fetching import fetch
from tools.returns.layout import DEFAULT, load
from tools.returns.lines import read, write
from tools.returns.model import Asked, MovedError, Record, records_of
from tools.simulators.doors import Badge
from tools.simulators.practice.practices import practices

_TRIES: Final = 10
_REST_S: Final = 0.5


def parser() -> argparse.ArgumentParser:
    """Make the command line."""
    whole = argparse.ArgumentParser(prog="python -m tools.returns", description=__doc__)
    whole.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    whole.add_argument("--practice", default=practices()[0].practice_id, help="a practice of the simulator")
    whole.add_argument("--day", default="", help="day of transmission, YYYY-MM-DD")
    whole.add_argument("--lot", type=int, default=0, help="only this lot, 1 to 999")
    whole.add_argument("--table", type=Path, default=DEFAULT, help="the layout (YAML); default: noemie_like.yaml")
    whole.add_argument("--out", type=Path, default=None, help="file to write; default: standard output")
    whole.add_argument("--read", type=Path, default=None, help="print what a written file says, and ask nobody")
    return whole


async def _records_text(arguments: argparse.Namespace) -> str:
    clock, state = SystemClock(), State.read(arguments.state)
    practice = next((one for one in practices() if one.practice_id == arguments.practice), None)
    if practice is None:
        raise ValueError(f"no practice {arguments.practice}; one is {practices()[0].practice_id}")
    signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
    badge = Badge(signer, clock, subject=practice.practice_id, role="practice", attributes=practice.attributes)
    async with grpc.aio.insecure_channel(state.targets["teletransmission"]) as channel:
        records = await _records(channel, badge, arguments)
    return write(records, load(arguments.table))


async def _records(channel: grpc.aio.Channel, badge: Badge, arguments: argparse.Namespace) -> list[Record]:
    """The records, from a list that did not move while it was read."""
    asked = Asked(arguments.practice, arguments.day)
    for _ in range(_TRIES - 1):
        with contextlib.suppress(MovedError):
            return records_of(asked, *await fetch(channel, badge, day=arguments.day, lot=arguments.lot))
        await asyncio.sleep(_REST_S)
    return records_of(asked, *await fetch(channel, badge, day=arguments.day, lot=arguments.lot))


def _run(arguments: argparse.Namespace) -> None:
    if arguments.read is not None:
        for record in read(arguments.read.read_text(encoding="ascii"), load(arguments.table)):
            print(json.dumps({"record": record.kind, **record.values}))
        return
    text = asyncio.run(_records_text(arguments))
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text, encoding="ascii")


def main(argv: Sequence[str] | None = None) -> int:
    """Write or read one file; 1 with one line on stderr when it could not be done."""
    try:
        _run(parser().parse_args(argv))
    except (DomainError, NotRunningError, OSError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
