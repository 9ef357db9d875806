"""What the browser looks at: the expenses process itself, over the receipts api of a world that tests can move."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx

from chassis.clock import SystemClock
from tests.receipts.api.world import CAMILLE, LEA, World
from tools.local.paths import ROOT
from tools.local.ports import choose
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, SettlementRecorded, Use

_START_S: Final = 30.0
T = TypeVar("T")
PEOPLE: Final = [
    {"id": "camille", "label": "Camille, mère de Léa", "subject_id": CAMILLE.hex()},
    {"id": "lea", "label": "Léa, 10 ans", "subject_id": LEA.hex()},
    {"id": "operator", "label": "Opératrice de nuit", "role": "operator"},
]


class Stage:
    """A world on a thread of its own with its api on a fixed port, and the expenses process in front of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._ports = choose({"api": 0, "http": 0})
        self.address = f"http://127.0.0.1:{self._ports['http']}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._api = AsyncExitStack()
        self._front: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}
        self.world = self.new_world()

    def new_world(self) -> World:
        """Everything forgotten, nothing settled; the people and their keys are the same."""
        before = getattr(self, "world", None)
        world = self.do(_world(before))
        self.world = world
        return world

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the thread of the world."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def api_up(self) -> None:
        """Serve the receipts api."""

        async def up() -> None:
            await self._api.enter_async_context(self.world.served(f"127.0.0.1:{self._ports['api']}"))

        self.do(up())

    def api_down(self) -> None:
        """Stop serving it."""
        self.do(self._api.aclose())

    def front_up(self) -> None:
        """Start the expenses process and wait until it is ready."""
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
        (self._directory / "key.json").write_text(self.world.signer.private_jwk(), encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'services'}:{ROOT}",
            "VITALE_EXPENSES_ENVIRONMENT": "demo",
            "VITALE_EXPENSES_HTTP_LISTEN": f"127.0.0.1:{self._ports['http']}",
            "VITALE_EXPENSES_RECEIPTS_TARGET": f"127.0.0.1:{self._ports['api']}",
            "VITALE_EXPENSES_SERVICE_KEY": str(self._directory / "key.json"),
            "VITALE_EXPENSES_DEMO_ISSUER_KEY": str(self._directory / "key.json"),
            "VITALE_EXPENSES_DEMO_PEOPLE": str(self._directory / "people.json"),
            **self.settings,
        }
        with (self._directory / "expenses.log").open("ab") as log:
            self._front = subprocess.Popen([sys.executable, "-m", "expenses"], env=environment, stderr=log, stdout=log)
        self.front_ready()

    def front_ready(self) -> None:
        """Wait until the expenses process has everything behind it: its channel to the api stands again."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.address}/ready", timeout=1).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise TimeoutError((self._directory / "expenses.log").read_text(encoding="utf-8")[-4000:])

    def front_down(self) -> int:
        """Stop the expenses process as its operator would; gives its exit code."""
        if self._front is None:
            return 0
        self._front.terminate()
        code = self._front.wait(20)
        self._front = None
        return code

    def close(self) -> None:
        """End everything."""
        self.front_down()
        self.api_down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def past(self, receipt: ReceiptIssued) -> None:
        """Settle a receipt that is in the ledger before the page is opened."""
        self.do(_now(self.world.issue, receipt))

    def used(self, subject: bytes, cents: int) -> None:
        """Say how much flat participation somebody has used this year."""
        today = self.world.clock.today("Europe/Paris")
        day = (today - today.replace(year=1970, month=1, day=1)).days
        use = Use(counter=1, day=day, amount_cents=cents, audience=1)  # type: ignore[arg-type]  # the closed enum
        self.world.uses(subject, use, year=today.year)

    def pay(self, recorded: SettlementRecorded) -> None:
        """A payer settles a receipt that was issued, and it is published."""

        async def do() -> None:
            self.world.pay(recorded)

        self.do(do())

    def arrive(self, receipt: ReceiptIssued, *, used_cents: int | None = None) -> None:
        """Settle and publish a receipt now."""
        if used_cents is not None:
            self.used(receipt.subject_id, used_cents)
        self.past(receipt)

    def leave_card(self, child: bytes, opener: bytes) -> None:
        """Take a child off a card since yesterday."""

        async def leave() -> None:
            self.world.on_card(child, opener, until=self.world.clock.today("Europe/Paris") - timedelta(days=1))
            self.world.rights_changed(child)

        self.do(leave())


async def _world(before: World | None) -> World:
    if before is None:
        return World(SystemClock())
    before.ledger.heads.clear()
    before.ledger.subject_years.clear()
    before.on_card(LEA, CAMILLE)
    return before


async def _now(work: Any, argument: Any) -> None:
    work(argument)
