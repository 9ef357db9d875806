"""The live stream as the demo reads it: events, cursors, and a connection made again from where it ended."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from chassis.clock import FixedClock
from chassis.tokens import TokenSigner
from tools.demo.front import Front, Watcher
from tools.simulators.doors import Badge

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
FIRST = (
    "retry: 1000\n\nevent: caught-up\nid: c1\ndata: {}\n\n: heartbeat\n\n"
    'event: receipt\nid: c2\ndata: {"id": "aa", "revision": 1}\n\n'
)
SECOND = (
    'event: receipt\nid: c3\ndata: {"id": "bb", "revision": 1}\n\n'
    'event: receipt\nid: c4\ndata: {"id": "aa", "revision": 2}\n\n'
)
CHANGED = (
    "event: people\ndata: {}\n\n"
    'event: payment\ndata: {"receipt": "cc", "revision": 2, "payment": {"payer": "amo"}}\n\n'
    'event: payment\ndata: {"receipt": "cc", "revision": 3, "payment": {"payer": "amc"}}\n\n'
)
LISTED = {"receipts": [{"id": "cc", "revision": 2, "payments": [{"payer": "amo"}]}]}


class ShortStream:
    """A front whose first connection ends after one receipt; remembers what each connection asked for."""

    def __init__(self, first: str = FIRST) -> None:
        self.asked: list[tuple[str, bool]] = []
        self._frames = {1: first, 2: SECOND}
        self.app = FastAPI()
        self.app.get("/v1/receipts/stream")(self.stream)
        self.app.get("/v1/receipts")(lambda: LISTED)

    async def stream(self, request: Request) -> StreamingResponse:
        bearer = request.headers.get("authorization", "").startswith("Bearer ")
        self.asked.append((request.headers.get("last-event-id", ""), bearer))
        text = self._frames.get(len(self.asked), ": heartbeat\n\n")

        async def body() -> AsyncIterator[str]:
            yield text

        return StreamingResponse(body(), media_type="text/event-stream")


@pytest.mark.asyncio
async def test_a_stream_that_ends_is_taken_up_after_its_last_event_and_first_arrivals_count() -> None:
    server = ShortStream()
    badge = Badge(TokenSigner.generate(clock=CLOCK), CLOCK, subject="x", role="insured", attributes={})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://front") as client:
        watcher = Watcher(Front(client, badge))
        following = asyncio.create_task(watcher.follow())
        _, first = await watcher.receipt("aa", timeout_s=10)
        await watcher.receipt("bb", timeout_s=10)
        newest = await watcher.revised("aa", 2, timeout_s=10)
        following.cancel()
    assert watcher.live.is_set()
    assert first == watcher.arrived["aa"][1] == {"id": "aa", "revision": 1}
    assert newest == {"id": "aa", "revision": 2}
    assert server.asked[:2] == [("", True), ("c2", True)]


@pytest.mark.asyncio
@pytest.mark.parametrize("told", ["people", "reset"])
async def test_what_was_settled_before_somebody_was_seen_is_read_from_the_list(told: str) -> None:
    server = ShortStream(CHANGED.replace("people", told))
    badge = Badge(TokenSigner.generate(clock=CLOCK), CLOCK, subject="x", role="insured", attributes={})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://front") as client:
        watcher = Watcher(Front(client, badge))
        following = asyncio.create_task(watcher.follow())
        _, listed = await watcher.receipt("cc", timeout_s=10)
        payments = await watcher.payments("cc", 2)
        following.cancel()
    assert listed == LISTED["receipts"][0]
    assert payments == [{"payer": "amo"}, {"payer": "amc"}], "what the list told is not counted twice"


@pytest.mark.asyncio
async def test_a_receipt_that_does_not_come_is_a_timeout() -> None:
    server = ShortStream()
    badge = Badge(TokenSigner.generate(clock=CLOCK), CLOCK, subject="x", role="insured", attributes={})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://front") as client:
        with pytest.raises(TimeoutError):
            await Watcher(Front(client, badge)).receipt("zz", timeout_s=0.01)
