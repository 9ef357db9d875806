"""The live stream: server-sent events read by fetch, so that the token stays in a header."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from typing import Annotated, Final

from fastapi import APIRouter, Header
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chassis.errors import DomainError, ErrorCode
from expenses.asking import Asked, Pace
from expenses.caching import PRIVATE
from expenses.event_schema import event_schema
from expenses.problems import Problem
from expenses.rendering import Renderer
from expenses.screen import Screen
from expenses.watching import Signal, Subscriber
from vitale.receipt.v1.receipt_service_pb2 import WatchResponse

_RETRY_MS: Final = (1_000, 3_000)
_GOODBYE_MS: Final = (1_000, 10_000)
_FIRST_S: Final = 1.0
_NAMES: Final = ("receipt", "caught-up", "interrupted", "people", "reset", "end", "goodbye")
_HEARTBEAT: Final = ": heartbeat\n\n"
router = APIRouter(prefix="/v1", tags=["receipts"])
EVENTS: Final = """Events of the stream; `id` is a sealed cursor, to be sent back as Last-Event-ID:

* `receipt`: a Receipt of this API; merge by (id, revision).
* `payment`: a ReceiptPayment of this API: a payer paid, took back or refused. Add it to the receipt if that is held at
  a lower revision.
* `caught-up`: what follows is live. `interrupted`: nothing is lost, but nothing comes until the next `caught-up`.
* `people`: read /v1/people and /v1/receipts again. `reset`: the same, the cursor was of no use.
* `end`: the token ended (`code`); connect again with a new one. `goodbye`: connect again after `retryMs`.

A comment comes at least every 15 seconds; a connection lasts 10 minutes at most."""


@router.get(
    "/receipts/stream",
    operation_id="streamReceipts",
    response_class=StreamingResponse,
    responses={
        200: {"description": EVENTS, "content": {"text/event-stream": {"schema": event_schema(*_NAMES)}}},
        401: {"model": Problem, "description": "No token, or one that is not valid (any more)."},
        422: {"model": Problem, "description": "A parameter is wrong; errors[] names it."},
    },
)
async def stream(
    ask: Asked,
    last_event_id: Annotated[
        str, Header(max_length=1000, description="id of the last event, or resumeCursor of the list; unset = from now.")
    ] = "",
) -> StreamingResponse:
    """Receipts as they are settled, of everybody the caller may see."""

    with ExitStack() as stack:
        subscriber = stack.enter_context(ask.parts.watching.subscribed(ask.token, last_event_id))
        await _refused(subscriber)
        subscribed = stack.pop_all()

    async def body() -> AsyncIterator[str]:
        async for text in events(subscriber, ask.renderer, ask.parts.pace, ask.parts.screen):
            yield text

    headers = {**PRIVATE, "Content-Language": ask.language, "X-Accel-Buffering": "no"}
    return _Stream(body(), subscribed, headers=headers)


async def _refused(subscriber: Subscriber) -> None:
    """Raise what the receipts api refuses at once (a token that is not valid), as any other answer would."""
    try:
        async with asyncio.timeout(_FIRST_S):
            first = await subscriber.peek()
    except TimeoutError:
        return
    if isinstance(first, WatchResponse) and first.WhichOneof("event") == "ended":
        code = first.ended.code
        raise DomainError(ErrorCode[code] if code in ErrorCode.__members__ else ErrorCode.UNAUTHENTICATED)


class _Stream(StreamingResponse):
    """Ends the subscription even when the client left before the first byte."""

    def __init__(self, body: AsyncIterator[str], subscribed: ExitStack, *, headers: Mapping[str, str]) -> None:
        super().__init__(body, media_type="text/event-stream", headers=headers)
        self._subscribed = subscribed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        with self._subscribed:
            await super().__call__(scope, receive, send)


async def events(subscriber: Subscriber, renderer: Renderer, pace: Pace, screen: Screen) -> AsyncIterator[str]:
    """The text of the stream, until the token ends, the process stops or the connection has lived long enough."""
    # Spread, so that connections that began together do not come back together.
    until = asyncio.get_running_loop().time() + pace.stream_s * random.uniform(0.9, 1.0)  # noqa: S311 - not a secret
    yield f"retry: {random.randint(*_RETRY_MS)}\n\n"  # noqa: S311 - not a secret
    live = False
    while (left := until - asyncio.get_running_loop().time()) > 0:
        try:
            async with asyncio.timeout(min(pace.heartbeat_s, left)):
                event = await subscriber.next()
        except TimeoutError:
            yield _HEARTBEAT
            continue
        text, last = said(event, renderer)
        yield text  # resumed once it is written
        live = _is_live(event, before=live)
        screen.written(event, live=live)
        if last:
            return


def _is_live(event: WatchResponse | Signal, *, before: bool) -> bool:
    """Whether what follows is shown as it is settled: from caught-up to the next interruption."""
    if isinstance(event, Signal):
        return before and event is not Signal.INTERRUPTED
    return before or event.WhichOneof("event") == "caught_up"


def said(event: WatchResponse | Signal, renderer: Renderer) -> tuple[str, bool]:
    """One event as text, and whether it is the last."""
    if event is Signal.GOODBYE:
        return _event("goodbye", {"retryMs": random.randint(*_GOODBYE_MS)}), True  # noqa: S311 - not a secret
    if isinstance(event, Signal):
        return _event(event.value, {}), False
    return _message(event, renderer), event.WhichOneof("event") == "ended"


def _message(event: WatchResponse, renderer: Renderer) -> str:
    match event.WhichOneof("event"):
        case "receipt":
            data = renderer.receipt(event.receipt.receipt)
            return f"event: receipt\nid: {event.receipt.cursor}\ndata: {data}\n\n"
        case "settlement":
            data = renderer.payment(event.settlement.settlement)
            return f"event: payment\nid: {event.settlement.cursor}\ndata: {data}\n\n"
        case "caught_up":
            return _event("caught-up", {}, cursor=event.caught_up.cursor)
        case "reset":
            return _event("reset", {"reason": event.reset.reason})
        case "people_changed":
            return _event("people", {})
        case _:
            return _event("end", {"code": event.ended.code})


def _event(name: str, data: dict[str, object], *, cursor: str = "") -> str:
    identity = f"id: {cursor}\n" if cursor else ""
    return f"event: {name}\n{identity}data: {json.dumps(data)}\n\n"
