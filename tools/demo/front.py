"""What an insured person's application does: reads lists and the live stream over HTTP, the token in a header."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import httpx

from tools.simulators.doors import Badge

_LANGUAGE: Final = {"Accept-Language": "en"}
_AGAIN_S: Final = 0.5
_SILENCE_S: Final = 60.0

Json = Mapping[str, Any]


class Front:
    """The HTTP front as one signed-in person sees it."""

    def __init__(self, client: httpx.AsyncClient, badge: Badge) -> None:
        """Take a client whose base address is the front's, and the person's badge."""
        self._client, self._badge = client, badge

    async def get(self, path: str) -> Json:
        """Read a list; httpx.HTTPStatusError when it is refused."""
        answer = await self._client.get(path, headers=self.headers())
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    async def receipts(self) -> list[Json]:
        """The newest receipts of the list, more than a day brings; errors as `get`."""
        listed: list[Json] = (await self.get("/v1/receipts?limit=100"))["receipts"]
        return listed

    def headers(self) -> dict[str, str]:
        """Headers of one request."""
        return {**_LANGUAGE, "Authorization": f"Bearer {self._badge.token()}"}

    async def events(self, last: str = "") -> AsyncIterator[tuple[str, str, Json]]:
        """Give (event, cursor, data) until the connection ends."""
        timeout = httpx.Timeout(10.0, read=_SILENCE_S)
        headers = self.headers() | ({"Last-Event-ID": last} if last else {})
        async with self._client.stream("GET", "/v1/receipts/stream", headers=headers, timeout=timeout) as answer:
            answer.raise_for_status()
            fields: dict[str, str] = {}
            async for line in answer.aiter_lines():
                if line:
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")
                    continue
                if "event" in fields:
                    yield fields["event"], fields.get("id", ""), json.loads(fields.get("data", "{}"))
                fields = {}


class Watcher:
    """Follows one person's stream, connecting again when it ends, and remembers when each receipt arrived.

    When the stream says that other people are seen now, or that it begins anew, it reads the list, as the page does.
    """

    def __init__(self, front: Front) -> None:
        """Take the front of that person."""
        self.front = front
        self.arrived: dict[str, tuple[float, Json]] = {}
        self.newest: dict[str, Json] = {}
        self.paid: dict[str, list[Json]] = {}
        self.live = asyncio.Event()
        self._changed = asyncio.Condition()

    async def follow(self) -> None:
        """Follow for ever; run it as a task."""
        last = ""
        while True:
            try:
                async for event, cursor, data in self.front.events(last):
                    last = cursor or last
                    await self._take(event, data)
            except httpx.HTTPError:
                pass
            await asyncio.sleep(_AGAIN_S)

    async def _take(self, event: str, data: Json) -> None:
        if event == "caught-up":
            self.live.set()
        elif event in {"people", "reset"}:  # records before it may have been nobody's to show: they are on the list
            listed = await self.front.receipts()
            async with self._changed:
                for receipt in listed:
                    self._show(receipt)
                    self._count(receipt)
                self._changed.notify_all()
        elif event == "receipt":
            async with self._changed:
                self._show(data)
                self._changed.notify_all()
        elif event == "payment":
            async with self._changed:
                self._pay(data)
                self._changed.notify_all()

    def _show(self, receipt: Json) -> None:
        receipt_id = str(receipt["id"])
        self.arrived.setdefault(receipt_id, (time.perf_counter(), receipt))
        if receipt["revision"] >= self.newest.get(receipt_id, receipt)["revision"]:
            self.newest[receipt_id] = receipt

    def _count(self, listed: Json) -> None:
        held = self.paid.get(str(listed["id"]), [])
        if len(listed["payments"]) > len(held):
            self.paid[str(listed["id"])] = list(listed["payments"])

    def _pay(self, told: Json) -> None:
        receipt_id = str(told["receipt"])
        if told["revision"] > self.newest.get(receipt_id, {"revision": 0})["revision"]:
            self.paid.setdefault(receipt_id, []).append(told["payment"])

    async def receipt(self, receipt_id: str, *, timeout_s: float) -> tuple[float, Json]:
        """Wait for a receipt: when it arrived (perf_counter, seconds) and what it says; TimeoutError."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(lambda: receipt_id in self.arrived)
            return self.arrived[receipt_id]

    async def revised(self, receipt_id: str, revision: int, *, timeout_s: float) -> Json:
        """Wait until a receipt is at a revision or a later one, and give what it says then; TimeoutError."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(lambda: self.newest.get(receipt_id, {"revision": 0})["revision"] >= revision)
            return self.newest[receipt_id]

    async def payments(self, receipt_id: str, count: int) -> list[Json]:
        """Wait until so many payments of a receipt arrived, and give them in their order."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.paid.get(receipt_id, ())) >= count)
            return list(self.paid.get(receipt_id, ()))
