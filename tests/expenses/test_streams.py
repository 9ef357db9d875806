"""The live stream over a real port: arrival, resume, heartbeat, goodbye, the end of a token, a link that breaks."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from expenses.asking import Pace
from tests.expenses.front import Front, front
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, NOW, World

pytestmark = pytest.mark.asyncio


class Events:
    """Reads server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self._blocks = self._cut(response)

    @staticmethod
    async def _cut(response: httpx.Response) -> AsyncIterator[dict[str, str]]:
        fields: dict[str, str] = {}
        async for line in response.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name or "comment"] = value
            elif fields:
                yield fields
                fields = {}

    async def next(self) -> dict[str, str]:
        """The next event or comment."""
        async with asyncio.timeout(10):
            return await anext(self._blocks)

    async def until(self, name: str) -> dict[str, str]:
        """Skip to an event of a name."""
        while (event := await self.next()).get("event") != name:
            pass
        return event


@asynccontextmanager
async def stream(opened: Front, base: str, *, after: str = "", language: str = "fr") -> AsyncIterator[Events]:
    """Camille's stream."""
    async with opened.client(CAMILLE, base=base, language=language) as client:
        headers = {"Last-Event-ID": after} if after else {}
        async with client.stream("GET", "/v1/receipts/stream", headers=headers, timeout=10) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            yield Events(response)


async def test_a_receipt_arrives_rendered_in_the_language_of_the_request() -> None:
    async with front() as opened, opened.served() as base, stream(opened, base, language="en") as events:
        assert int((await events.next())["retry"]) >= 1000
        await events.until("caught-up")
        opened.world.issue(settled(CAMILLE, "F1", NOW))
        event = await events.until("receipt")
        assert json.loads(event["data"])["lines"][0]["label"] == "GP consultation"
        assert len(event["id"]) == 312


async def test_the_list_and_the_stream_meet_without_loss_or_double() -> None:
    async with front() as opened, opened.served() as base:
        opened.world.issue(settled(CAMILLE, "F1", NOW))
        async with opened.client(CAMILLE, base=base) as client:
            cursor = (await client.get("/v1/receipts")).json()["resumeCursor"]
        between = [opened.world.issue(settled(CAMILLE, f"F{n}", NOW)) for n in (2, 3)]
        async with stream(opened, base, after=cursor) as events:
            first, second = await events.until("receipt"), await events.until("receipt")
            await events.until("caught-up")
        assert [json.loads(e["data"])["id"] for e in (first, second)] == [
            row.receipt().receipt_id.hex() for row in between
        ]
        async with stream(opened, base, after=first["id"]) as events:
            assert (await events.until("receipt"))["data"] == second["data"]


async def test_a_cursor_that_is_none_says_reset() -> None:
    async with front() as opened, opened.served() as base, stream(opened, base, after="garbage") as events:
        assert json.loads((await events.until("reset"))["data"]) == {"reason": "CURSOR_INVALID"}
        await events.until("caught-up")


async def test_silence_is_filled_with_comments() -> None:
    pace = Pace(heartbeat_s=0.05)
    async with front(pace=pace) as opened, opened.served() as base, stream(opened, base) as events:
        await events.until("caught-up")
        assert (await events.next())["comment"] == "heartbeat"
        assert (await events.next())["comment"] == "heartbeat"


async def test_a_connection_ends_by_itself_after_its_time_and_leaves_nobody_subscribed() -> None:
    async with front(pace=Pace(stream_s=0.3)) as opened, opened.served() as base:
        async with stream(opened, base) as events:
            await events.until("caught-up")
            with pytest.raises(StopAsyncIteration):
                await events.until("anything more")
        await gone(opened.world)


async def test_a_reader_that_leaves_is_unsubscribed() -> None:
    async with front() as opened, opened.served() as base:
        async with stream(opened, base) as events:
            await events.until("caught-up")
            assert opened.world.hub.viewers() == {CAMILLE}
        await gone(opened.world)


async def gone(world: World) -> None:
    """Wait until nobody is subscribed."""
    async with asyncio.timeout(10):
        while world.hub.viewers():  # noqa: ASYNC110 - the hub tells nobody that it is empty
            await asyncio.sleep(0.01)


async def test_a_process_that_stops_says_goodbye_and_when_to_come_back() -> None:
    async with front() as opened, opened.served() as base, stream(opened, base) as events:
        await events.until("caught-up")
        opened.watching.goodbye()
        assert json.loads((await events.until("goodbye"))["data"])["retryMs"] >= 1000
        with pytest.raises(StopAsyncIteration):
            await events.next()


async def test_the_end_of_the_token_is_said_and_ends_the_stream() -> None:
    async with front() as opened, opened.served() as base, stream(opened, base) as events:
        await events.until("caught-up")
        opened.world.fixed.advance(timedelta(minutes=10))
        assert json.loads((await events.until("end"))["data"]) == {"code": "UNAUTHENTICATED"}
        with pytest.raises(StopAsyncIteration):
            await events.next()


@pytest.mark.parametrize("token", ["nonsense", "service"])
async def test_a_token_that_is_refused_is_a_problem_not_a_stream(token: str) -> None:
    async with front() as opened, opened.served() as base, opened.client(None, base=base) as client:
        sent = opened.world.service_token() if token == "service" else token
        answer = await client.get("/v1/receipts/stream", headers={"Authorization": f"Bearer {sent}"})
    assert answer.status_code == (403 if token == "service" else 401)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_broken_link_to_the_receipts_api_is_said_and_resumed_without_loss() -> None:
    async with front() as opened, opened.served() as base, stream(opened, base) as events:
        await events.until("caught-up")
        opened.world.issue(settled(CAMILLE, "F1", NOW))
        await events.until("receipt")
        opened.world.servicer.close()  # every Watch stream of the api ends
        await events.until("interrupted")
        lost = opened.world.issue(settled(CAMILLE, "F2", NOW))
        found = json.loads((await events.until("receipt"))["data"])
        assert found["id"] == lost.receipt().receipt_id.hex()
        await events.until("caught-up")
