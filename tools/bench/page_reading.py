"""Reads pages over a bare connection: on two cores, an HTTP library of the bench would be most of what it measures."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tools.simulators.doors import Badge

_HEAD_ENDS: Final = b"\r\n\r\n"
_NEXT: Final = b'"nextCursor":'
_LENGTH: Final = b"content-length:"
_LARGEST: Final = 4 << 20


@dataclass
class Walk:
    """One person's list, paged from the newest to the end."""

    badge: Badge
    cursor: str = ""
    depth: int = 1
    listed: list[str] = field(default_factory=list)

    @property
    def request(self) -> bytes:
        """The request of the next page."""
        query = f"?cursor={self.cursor}" if self.cursor else ""
        return (
            f"GET /v1/receipts{query} HTTP/1.1\r\nHost: bench\r\nAccept-Language: en\r\n"
            f"Authorization: Bearer {self.badge.token()}\r\n\r\n"
        ).encode()

    def go_on(self, body: bytes) -> bool:
        """Stand at the page after this one; False at the end of the list."""
        rest: dict[str, Any] = json.loads(b"{" + body[body.rindex(_NEXT) :])
        self.cursor, self.depth = rest["nextCursor"] or "", self.depth + 1
        return bool(self.cursor)

    def note(self, body: bytes) -> None:
        """Remember which receipts a page lists."""
        self.listed += [receipt["id"] for receipt in json.loads(body)["receipts"]]


class Connections:
    """Connections to the front, each used again by whoever asks next."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> bytes:
        """The body of an answer, read to its last byte; RuntimeError when it is not 200."""
        reader, writer = opened = await self._connection()
        writer.write(request)
        head = (await reader.readuntil(_HEAD_ENDS)).lower()
        length = next(line for line in head.split(b"\r\n") if line.startswith(_LENGTH))
        body = await reader.readexactly(int(length.removeprefix(_LENGTH)))
        if head.split(b" ", 2)[1] != b"200":
            raise RuntimeError(f"the front answered {head.splitlines()[0].decode()}")
        self._idle.append(opened)
        return body

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one used last, or a new one; the front closes those that are idle for long."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port, limit=_LARGEST)

    async def close(self) -> None:
        """Close those that are idle."""
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Connections]:
    """Connections that are closed in the end."""
    connections = Connections(address)
    try:
        yield connections
    finally:
        await connections.close()


Found = list[tuple[float, int]]
"""(ms, depth) of each page."""


async def read_closed(connections: Connections, begin: Callable[[], Walk], readers: int, until: float) -> Found:
    """Readers that ask for the next page as soon as they have one, until a moment of perf_counter."""
    found: Found = []

    async def reader() -> None:
        while time.perf_counter() < until:
            walk, more = begin(), True
            while more and time.perf_counter() < until:
                depth, request, started = walk.depth, walk.request, time.perf_counter()
                body = await connections.ask(request)
                found.append(((time.perf_counter() - started) * 1_000, depth))
                more = walk.go_on(body)

    await asyncio.gather(*(reader() for _ in range(readers)))
    return found


async def read_whole(connections: Connections, walks: Sequence[Walk]) -> None:
    """Each list to its end, noting what it lists."""
    for walk in walks:
        more = True
        while more:
            body = await connections.ask(walk.request)
            walk.note(body)
            more = walk.go_on(body)
