"""A whole service process inside a test: real wiring, real database and broker, settings like the platform's."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from card_protocol.keys import SigningKey
from chassis.process import Process
from chassis.settings import ServiceSettings
from tests.fakes.doors import Guard

S = TypeVar("S", bound=ServiceSettings)


def key_files(folder: Path, guard: Guard) -> dict[str, Path]:
    """The settings that name key material, written into `folder`."""
    issuers, key = folder / "issuers.json", folder / "service.json"
    issuers.write_text(json.dumps([guard.signer.public()]), encoding="utf-8")
    key.write_text(guard.signer.private_jwk(), encoding="utf-8")
    return {"token_issuers": issuers, "service_key": key}


def presence_files(folder: Path) -> dict[str, Path]:
    """The settings that name the keys of presentations and proofs: one key signs both, as nobody's in production."""
    key, ring = SigningKey.generate(), folder / "presence.json"
    keys = {"keys": [key.public_jwk()]}
    ring.write_text(json.dumps({"vitale:card_registry": keys, "vitale:adri": keys}), encoding="utf-8")
    signing = folder / "signing.json"
    signing.write_text(key.private_jwk(), encoding="utf-8")
    return {"presence_keys": ring, "signing_key": signing}


@asynccontextmanager
async def running(
    name: str, settings: S, build: Callable[[Process[S]], Awaitable[None]], *, guard: Guard
) -> AsyncIterator[str]:
    """The address of a process's gRPC door while the block runs; it must end by itself when told to stop."""
    process: Process[Any] = Process(name, settings, clock=guard.clock)
    try:
        await build(process)
        ended = asyncio.create_task(process.run())
        async with asyncio.timeout(20):
            while process.server is None or not process.server.port:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        yield f"127.0.0.1:{process.server.port}"
        process.stopping.set()
        assert await ended == 0
    finally:
        await process.close()
