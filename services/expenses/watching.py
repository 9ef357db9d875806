"""Owns the one Watch stream of the process: many subscriptions on it, connected again with backoff when it breaks."""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from enum import Enum
from typing import Final, Protocol

import grpc
import structlog

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import with_token
from vitale.receipt.v1.receipt_service_pb2 import (
    AddSubscription,
    DropSubscription,
    Reset,
    WatchRequest,
    WatchResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

QUEUE: Final = 256
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_AGAIN: Final = frozenset({ErrorCode.UNAVAILABLE.value, ErrorCode.OVERLOADED.value, ErrorCode.INTERNAL.value})
_log = structlog.get_logger(__name__)


class Signal(Enum):
    """What a subscriber learns that is not a message of the receipts api."""

    INTERRUPTED = "interrupted"
    GOODBYE = "goodbye"


class Stream(Protocol):
    """An open Watch stream."""

    async def wait_for_connection(self) -> None:
        """Return once the api has answered that it is there."""
        ...

    async def write(self, request: WatchRequest) -> None:
        """Send a request."""
        ...

    def __aiter__(self) -> AsyncIterator[WatchResponse]:
        """Messages until the stream breaks."""
        ...


class Subscriber:
    """One person's subscription: what waits for them, and the cursor to resume from."""

    def __init__(self, number: int, token: str, cursor: str) -> None:
        self.number = number
        self.token = token
        self.cursor = cursor
        self._waiting: deque[WatchResponse | Signal] = deque()
        self._filled = asyncio.Event()

    def put(self, event: WatchResponse | Signal) -> None:
        """Queue an event; a reader that is too slow loses the queue and is told to read the list again."""
        if len(self._waiting) >= QUEUE:
            self._waiting.clear()
            self._waiting.append(WatchResponse(subscription_id=self.number, reset=Reset(reason="TOO_SLOW")))
        self._waiting.append(event)
        self._filled.set()

    async def peek(self) -> WatchResponse | Signal:
        """The next event, waiting for one; it stays the next."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        return self._waiting[0]

    async def next(self) -> WatchResponse | Signal:
        """The next event, waiting for one."""
        await self.peek()
        return self._waiting.popleft()

    def add_request(self) -> WatchRequest:
        """Asks for everything after the cursor."""
        return WatchRequest(subscription_id=self.number, add=AddSubscription(token=self.token, cursor=self.cursor))


class Watching:
    """Multiplexes subscribers over one stream."""

    def __init__(self, open_stream: Callable[[], Stream]) -> None:
        self._open = open_stream
        self._subscribers: dict[int, Subscriber] = {}
        self._requests: asyncio.Queue[WatchRequest] = asyncio.Queue()
        self._next_number = 1
        self._connected = False
        self._stopping = False
        self._later: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def subscribed(self, token: str, cursor: str) -> Iterator[Subscriber]:
        """A subscription for as long as the block lasts."""
        subscriber = Subscriber(self._next_number, token, cursor)
        self._next_number += 1
        self._subscribers[subscriber.number] = subscriber
        self._requests.put_nowait(subscriber.add_request())
        if self._stopping:
            subscriber.put(Signal.GOODBYE)
        try:
            yield subscriber
        finally:
            if self._subscribers.pop(subscriber.number, None) is not None:
                self._requests.put_nowait(WatchRequest(subscription_id=subscriber.number, drop=DropSubscription()))

    async def ping(self) -> None:
        """Answer while the stream stands; DomainError UNAVAILABLE otherwise."""
        if not self._connected:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "receipts"})

    def goodbye(self) -> None:
        """Tell every subscriber that this process stops."""
        self._stopping = True
        for subscriber in tuple(self._subscribers.values()):
            subscriber.put(Signal.GOODBYE)

    async def run(self) -> None:
        """Keep a stream open for ever."""
        failures = 0
        while True:
            try:
                await self._one_stream()
                failures = 0
            except grpc.aio.AioRpcError as error:
                failures = 1 if self._connected else failures + 1
                _log.warning("watch_lost", grpc_status=error.code().name, failures=failures)
            self._connected = False
            for subscriber in self._subscribers.values():
                subscriber.put(Signal.INTERRUPTED)
            await asyncio.sleep(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)] * random.uniform(0.5, 1.0))  # noqa: S311

    async def _one_stream(self) -> None:
        stream = self._open()
        # What was asked of the stream before is asked again of this one, from where each subscriber stands.
        self._requests = asyncio.Queue()
        for subscriber in self._subscribers.values():
            self._requests.put_nowait(subscriber.add_request())
        writing = asyncio.create_task(self._write(stream, self._requests))
        try:
            await stream.wait_for_connection()
            self._connected = True
            async for response in stream:
                self._take(response)
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError, asyncio.InvalidStateError, grpc.aio.AioRpcError):
                await writing

    async def _write(self, stream: Stream, requests: asyncio.Queue[WatchRequest]) -> None:
        while True:
            await stream.write(await requests.get())

    def _take(self, response: WatchResponse) -> None:
        subscriber = self._subscribers.get(response.subscription_id)
        if subscriber is None:
            return
        if response.WhichOneof("event") == "ended":
            self._ended(subscriber, response)
            return
        told = response.receipt.cursor or response.settlement.cursor or response.caught_up.cursor
        subscriber.cursor = told or subscriber.cursor
        subscriber.put(response)

    def _ended(self, subscriber: Subscriber, response: WatchResponse) -> None:
        """A passing trouble is tried again; an ended token is the subscriber's to renew."""
        if response.ended.code not in _AGAIN:
            del self._subscribers[subscriber.number]
            subscriber.put(response)
            return
        subscriber.put(Signal.INTERRUPTED)
        task = asyncio.create_task(self._add_again(subscriber))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _add_again(self, subscriber: Subscriber) -> None:
        await asyncio.sleep(_BACKOFF_S[2])
        if subscriber.number in self._subscribers:
            self._requests.put_nowait(subscriber.add_request())


def over_grpc(channel: grpc.aio.Channel, token: Callable[[], str]) -> Callable[[], Stream]:
    """Opens Watch streams in the name of this service."""
    return lambda: ReceiptServiceStub(channel).Watch(metadata=with_token(token()))
