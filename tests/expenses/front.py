"""The front as tests run it: over the real receipts api, served by the world on a loopback port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import grpc
import httpx
from fastapi import FastAPI

from chassis.health import Readiness
from expenses.app import CardParts, build
from expenses.asking import Pace, Parts
from expenses.demo import DemoSignIn
from expenses.serving import listen, serve
from expenses.upstream import GrpcReceipts
from expenses.watching import Watching, over_grpc
from tests.receipts.api.world import TABLES, World


class Front:
    """The application over a world."""

    def __init__(
        self,
        world: World,
        channel: grpc.aio.Channel,
        pace: Pace | None = None,
        *,
        sign_in: DemoSignIn | None = None,
        card: CardParts | None = None,
    ) -> None:
        self.world = world
        self.watching = Watching(over_grpc(channel, world.service_token))
        self.readiness = Readiness()
        self.readiness.add("receipts", self.watching.ping)
        parts = Parts(GrpcReceipts(channel, timeout_s=5), self.watching, TABLES, pace or Pace())
        self.app: FastAPI = build(parts, self.readiness, card=card, sign_in=sign_in)

    def client(self, who: bytes | None, *, base: str | None = None, language: str = "fr") -> httpx.AsyncClient:
        """A client that is somebody; over a port when `base` is given, in process otherwise."""
        headers = {"Accept-Language": language}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.world.token(who)}"
        transport = None if base else httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=base or "http://front", headers=headers)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """The application on a port, for streams; gives its address."""
        socket = listen("127.0.0.1:0")
        address = f"http://127.0.0.1:{socket.getsockname()[1]}"
        task = asyncio.create_task(serve(self.app, socket, goodbye=self.watching.goodbye, grace_s=2))
        try:
            yield address
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def front(
    world: World | None = None,
    *,
    pace: Pace | None = None,
    sign_in: DemoSignIn | None = None,
    card: CardParts | None = None,
) -> AsyncIterator[Front]:
    """A front with its Watch stream running."""
    async with AsyncExitStack() as stack:
        known = world or World()
        made = Front(known, await stack.enter_async_context(known.channel()), pace, sign_in=sign_in, card=card)
        watching = asyncio.create_task(made.watching.run())
        try:
            yield made
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
