"""Owns what waits to be sent on one Watch stream: a bounded queue for each subscription, served in turn."""

import asyncio
from collections import deque
from typing import Final

from vitale.receipt.v1.receipt_service_pb2 import PeopleChanged, Reset, WatchResponse

QUEUE: Final = 256
"""Messages that may wait for one subscription before its reader is told to start again."""
TOO_SLOW: Final = "TOO_SLOW"


class Mailbox:
    """Queues of one stream. A subscription that overflows loses its queue to one Reset, and disturbs no other."""

    def __init__(self, *, queue: int = QUEUE) -> None:
        self._queue = queue
        self._waiting: dict[int, deque[WatchResponse]] = {}
        self._filled = asyncio.Event()
        self._closed = False

    def put(self, response: WatchResponse) -> None:
        """Queue a message; on overflow the queue becomes Reset and PeopleChanged, and goes on from there."""
        number = response.subscription_id
        waiting = self._waiting.setdefault(number, deque())
        if len(waiting) >= self._queue:
            waiting.clear()
            waiting.append(WatchResponse(subscription_id=number, reset=Reset(reason=TOO_SLOW)))
            waiting.append(WatchResponse(subscription_id=number, people_changed=PeopleChanged()))
        waiting.append(response)
        self._filled.set()

    def forget(self, subscription_id: int) -> None:
        """Drop what waits for a subscription."""
        self._waiting.pop(subscription_id, None)

    def close(self) -> None:
        """Let `take` end once everything queued was taken."""
        self._closed = True
        self._filled.set()

    def take_now(self) -> WatchResponse | None:
        """The next message, subscriptions in turn; None when nothing waits."""
        for number in list(self._waiting):
            waiting = self._waiting.pop(number)
            response = waiting.popleft()
            if waiting:
                self._waiting[number] = waiting
            return response
        return None

    async def take(self) -> WatchResponse | None:
        """The next message, waiting for one; None once closed and empty."""
        while (response := self.take_now()) is None:
            if self._closed:
                return None
            self._filled.clear()
            await self._filled.wait()
        return response
