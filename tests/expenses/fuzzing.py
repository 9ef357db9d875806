"""Runs schemathesis on the front: over the real receipts api, and doors that check tokens and answer emptily."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI

from card_protocol.keys import SigningKey
from expenses.app import CardParts
from expenses.asking import Pace
from expenses.doors import Channels, Doors
from expenses.hooks import Hooks
from expenses.pro.session import ProSignIn
from tests.expenses.behind import Behind
from tests.expenses.front import Front, front
from tests.expenses.test_pro_session import PROVIDER
from tests.fakes.doors import Guard, serving
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, NOW, World
from tools.simulators.stand_ins.psc import ProSanteConnect

CONFIG: Final = Path(__file__).parent / "schemathesis.toml"
EXAMPLES: Final = int(os.environ.get("VITALE_FUZZ_EXAMPLES", "4"))
"""Of each operation; `make nightly` tries many more."""
PHASES: Final = os.environ.get("VITALE_FUZZ_PHASES", "fuzzing")
"""`make nightly` adds what is written for each constraint of a schema, and sequences of requests."""
_ANY: Final = "vitale.card.v1.CardService"


@asynccontextmanager
async def sign_in() -> AsyncIterator[ProSignIn]:
    """The stand-in of Pro Santé Connect behind the front."""
    stand_in = FastAPI()
    stand_in.include_router(ProSanteConnect(SigningKey.generate()).router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stand_in), base_url="http://psc") as client:
        yield ProSignIn(PROVIDER, client)


def _all_methods(behind: Behind, server: Any) -> None:
    server.add_generic_rpc_handlers((behind,))


@asynccontextmanager
async def fuzzed() -> AsyncIterator[tuple[Front, str]]:
    """The whole front on a port, with receipts to read; streams end after half a second."""
    world = World()
    guard = Guard(world.signer, world.clock)
    async with AsyncExitStack() as stack:
        channel = await stack.enter_async_context(serving(Behind(), _all_methods, _ANY, guard=guard))
        doors = Doors.over(Channels(channel, channel, channel, channel, channel))
        psc = await stack.enter_async_context(sign_in())
        card = CardParts(doors, Hooks(doors, world.service_token), psc, presence_keys={})
        pace = Pace(heartbeat_s=0.1, stream_s=0.5)
        made = await stack.enter_async_context(front(world, pace=pace, card=card))
        for n in range(1, 30):
            world.issue(settled(CAMILLE, f"F{n}", NOW))
        yield made, await stack.enter_async_context(made.served())


async def schemathesis(address: str, report: Path, *headers: str, only: str | None = None) -> tuple[int, str]:
    """Fuzz the front at `address` with these headers, or one operation of it; its exit code and what it printed."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/openapi.json"),
        *("--max-examples", str(EXAMPLES), "--generation-deterministic", "--phases", PHASES),
        *("--no-color", "--request-timeout", "20", "--continue-on-failure"),
        *("--checks", "all", "--warnings", "off"),
        *(("--include-operation-id", only) if only else ()),
        *(part for header in headers for part in ("--header", header)),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=report, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()
