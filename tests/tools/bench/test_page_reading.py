"""The bench's bare reader: pages in order to the end, an idle connection that was closed, an answer that is no page."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from tests.receipts.api.world import World
from tools.bench.page_reading import Connections, Walk, connected, read_closed, read_whole
from tools.simulators.doors import Badge

pytestmark = pytest.mark.asyncio
PAGES = {"": ("a", "two"), "two": ("b", "three"), "three": ("c", None)}


class Lists:
    """A front with one list of three pages, which closes each connection after so many answers."""

    def __init__(self) -> None:
        self.asked, self.connections, self.status, self.answers = 0, 0, "200 OK", 1_000_000

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        for _ in range(self.answers):
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            except asyncio.IncompleteReadError:
                break
            cursor = head.split(" ")[1].partition("cursor=")[2]
            listed, following = PAGES[cursor]
            body = json.dumps({"receipts": [{"id": listed}], "nextCursor": following, "reset": False}).encode()
            body = body.replace(b'"nextCursor": ', b'"nextCursor":')
            self.asked += 1
            writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
            writer.write(body)
        writer.close()


@pytest_asyncio.fixture
async def front() -> AsyncIterator[tuple[Lists, Connections]]:
    lists = Lists()
    async with await asyncio.start_server(lists, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connected(f"http://127.0.0.1:{port}") as connections:
            yield lists, connections


def walk(signer: TokenSigner | None = None) -> Walk:
    return Walk(Badge(signer or World().signer, SystemClock(), subject="s", role="insured", attributes={}))


async def test_a_list_is_read_to_its_end_over_one_connection(front: tuple[Lists, Connections]) -> None:
    lists, connections = front
    one = walk()
    await read_whole(connections, [one])
    assert (one.listed, one.depth, lists.connections) == (["a", "b", "c"], 4, 1)


async def test_a_connection_that_was_closed_meanwhile_is_not_used_again(front: tuple[Lists, Connections]) -> None:
    lists, connections = front
    lists.answers = 1
    for _ in range(2):
        await connections.ask(walk().request)
        await asyncio.sleep(0.05)
    assert lists.connections == 2


async def test_an_answer_that_is_no_page_ends_the_bench(front: tuple[Lists, Connections]) -> None:
    lists, connections = front
    lists.status = "503 Service Unavailable"
    with pytest.raises(RuntimeError, match="503"):
        await connections.ask(walk().request)


async def test_readers_note_time_and_depth_of_each_page(front: tuple[Lists, Connections]) -> None:
    lists, connections = front
    signer = World().signer
    found = await read_closed(connections, lambda: walk(signer), 2, time.perf_counter() + 0.3)
    assert len(found) == lists.asked
    assert {depth for _, depth in found} == {1, 2, 3}
    assert all(0 < took < 1_000 for took, _ in found)
