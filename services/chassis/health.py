"""Readiness and figures, and the small HTTP server that tells them: /live asks no dependency, /ready asks all."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

from chassis.errors import DomainError

Ping = Callable[[], Awaitable[None]]
Standing = Callable[[], Awaitable[Mapping[str, float]]]

_PING_S: Final = 3.0
_REQUEST_S: Final = 5.0
_REQUEST_BYTES: Final = 8192


class Readiness:
    """Named dependencies; ready when every one answers and nobody has said that the process is stopping."""

    def __init__(self) -> None:
        """Begin with no dependency."""
        self._pings: dict[str, Ping] = {}
        self.stopping = False

    def add(self, name: str, ping: Ping) -> None:
        """Add a dependency: its ping returns when it answers and raises otherwise."""
        if name in self._pings:
            raise ValueError(f"readiness: {name} is there already")
        self._pings[name] = ping

    async def check(self) -> Mapping[str, str]:
        """Ask all dependencies at once: name -> "ok" or what failed (a code or a type, never a message)."""
        answers = await asyncio.gather(*(self._ask(ping) for ping in self._pings.values()))
        states = dict(zip(self._pings, answers, strict=True))
        return {**states, "process": "stopping"} if self.stopping else states

    async def is_ready(self) -> bool:
        """Tell whether every dependency answers."""
        return all(state == "ok" for state in (await self.check()).values())

    @staticmethod
    async def _ask(ping: Ping) -> str:
        try:
            async with asyncio.timeout(_PING_S):
                await ping()
        except DomainError as error:
            return error.code.value
        except Exception as error:  # noqa: BLE001 - whatever a dependency raises, it is not ready
            return type(error).__name__
        return "ok"


class Standings:
    """Figures of a process by name, for operators: numbers only, nothing of anybody."""

    def __init__(self) -> None:
        """Begin with none."""
        self._figures: dict[str, Standing] = {}

    def add(self, name: str, figures: Standing) -> None:
        """Add figures: measured anew whenever they are asked for."""
        self._figures[name] = figures

    async def measure(self) -> Mapping[str, Mapping[str, float]]:
        """Measure all; raises what a measurement raises, TimeoutError when one takes over 3 s."""
        async with asyncio.timeout(_PING_S):
            return {name: await figures() for name, figures in self._figures.items()}


class HealthServer:
    """Answers GET /live, GET /ready and GET /status over HTTP/1.1, one request a connection."""

    def __init__(self, readiness: Readiness, listen: str, standings: Standings | None = None) -> None:
        """Take host:port; port 0 takes a free one, told by `port`."""
        self._readiness, self._listen = readiness, listen
        self._standings = standings or Standings()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen; OSError when the port is taken."""
        host, _, port = self._listen.rpartition(":")
        self._server = await asyncio.start_server(self._serve, host.strip("[]"), int(port), limit=_REQUEST_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_REQUEST_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(head))
                await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _answer(self, head: bytes) -> bytes:
        method, path, *_ = [*head.split(b"\r\n", 1)[0].split(b" "), b"", b""]
        if method not in (b"GET", b"HEAD"):
            return _response(HTTPStatus.METHOD_NOT_ALLOWED, {"error": "GET or HEAD"}, method)
        if path == b"/live":
            return _response(HTTPStatus.OK, {"process": "ok"}, method)
        if path == b"/ready":
            states = await self._readiness.check()
            ready = all(state == "ok" for state in states.values())
            return _response(HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, states, method)
        if path == b"/status":
            return await self._status(method)
        return _response(HTTPStatus.NOT_FOUND, {"error": "only /live, /ready and /status"}, method)

    async def _status(self, method: bytes) -> bytes:
        try:
            return _response(HTTPStatus.OK, await self._standings.measure(), method)
        except Exception as error:  # noqa: BLE001 - told by its type, as readiness is
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, {"error": type(error).__name__}, method)


def _response(status: HTTPStatus, body: Mapping[str, object], method: bytes) -> bytes:
    payload = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(payload)}\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if method == b"HEAD" else payload)
