"""The registry as a process of its own: real wiring, database and broker; killed and started again by a test."""

import asyncio
import base64
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from card_protocol.keys import SigningKey
from card_registry.watching import Watching
from chassis.clock import FixedClock, SystemClock
from chassis.grpc_client import channel
from chassis.postgres import Pool
from tests.card_registry.house import House
from tests.card_registry.peers import Peers, peers
from tests.card_registry.shelf import postgres_shelf
from tests.fakes.doors import Guard
from tests.fakes.processes import key_files
from tools.local.children import Child, Program
from tools.local.environment import plain
from tools.local.paths import ROOT
from tools.local.ports import choose

_NOWHERE = "http://127.0.0.1:1/"
_READY_S = 30.0


@dataclass
class Killable:
    """A running registry and its surroundings; `house` calls it."""

    child: Child
    port: int
    failpoints: Path
    house: House

    def arm(self, failpoint: str, action: str) -> None:
        """Let the process meet `action` at a failpoint once."""
        fresh = self.failpoints.with_name("arming")
        fresh.write_text(action, encoding="utf-8")
        fresh.rename(self.failpoints / failpoint)

    async def start(self) -> None:
        """Start it, again after its death, and wait until it listens."""
        self.child.start()
        await self.child.wait_ready(self._listens, timeout_seconds=_READY_S)

    async def died(self) -> int:
        """The wait status, once it is dead."""
        async with asyncio.timeout(20):
            while self.child.exit_code is None:  # noqa: ASYNC110 - an exit has no event to wait for
                await asyncio.sleep(0.01)
        return self.child.exit_code or 0

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


@asynccontextmanager
async def killable(folder: Path, dsn: str, opened: Pool, bootstrap: str) -> AsyncIterator[Killable]:
    """A registry on a real database and broker while the block runs."""
    clock, key = SystemClock(), SigningKey.generate()
    guard = Guard.new(clock)
    port = choose({"registry": 0})["registry"]
    (folder / "failpoints").mkdir()
    async with peers(guard) as around, channel(f"127.0.0.1:{port}") as door:
        environment = plain() | _settings(folder, guard, key, around)
        prefix = "VITALE_CARD_REGISTRY_"
        environment |= {
            f"{prefix}DSN": dsn,
            f"{prefix}BOOTSTRAP": bootstrap,
            f"{prefix}GRPC_LISTEN": f"127.0.0.1:{port}",
        }
        command = [sys.executable, "-m", "card_registry"]
        child = Child(Program("card_registry", command, folder / "registry.log", env=environment, cwd=ROOT))
        shelf = postgres_shelf(opened, key)
        fixed = cast("FixedClock", clock)  # nobody moves it here
        house = House(shelf, around, guard, fixed, key, Watching(shelf.store, clock), door, door)
        running = Killable(child, port, folder / "failpoints", house)
        try:
            await running.start()
            yield running
        finally:
            await child.stop_gently()


def _settings(folder: Path, guard: Guard, key: SigningKey, around: Peers) -> dict[str, str]:
    files = key_files(folder, guard)
    presence = {"vitale:card_registry": {"keys": [key.public_jwk()]}}
    texts = {
        "signing_key": key.private_jwk(),
        "presence_keys": json.dumps(presence),
        "keys": json.dumps({name: _secret() for name in ("pairwise", "seal")}),
        "france_identite": json.dumps(
            {
                "issuer": _NOWHERE,
                "authorization_endpoint": _NOWHERE,
                "token_endpoint": _NOWHERE,
                "client_id": "vitale",
                "redirect_uris": [_NOWHERE],
                "jwks": {"keys": []},
            }
        ),
        "video_provider": json.dumps({"issuer": _NOWHERE, "capture_endpoint": _NOWHERE, "jwks": {"keys": []}}),
    }
    for name, text in texts.items():
        files[name] = folder / f"{name}.json"
        files[name].write_text(text, encoding="utf-8")
    plainly = {
        "environment": "test",
        "log_level": "warning",
        "failpoints": str(folder / "failpoints"),
        "identity_target": around.vault_target,
        "adri_target": around.adri_target,
    }
    named = {**plainly, **{name: str(path) for name, path in files.items()}}
    return {f"VITALE_CARD_REGISTRY_{name.upper()}": value for name, value in named.items()}


def _secret() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
