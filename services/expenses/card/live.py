"""What happens to the card, live: redemptions and accesses as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chassis.errors import DomainError, ErrorCode
from expenses.card.asking import PROBLEMS, CardAsked
from expenses.doors import NO_STORE, as_json, present, watch
from expenses.event_schema import event_schema
from vitale.access.v1.audit_service_pb2 import WatchAccessesRequest
from vitale.card.v1.card_service_pb2 import WatchPresentationsRequest

router = APIRouter(prefix="/v1", tags=["card"], responses={**PROBLEMS})
_FIRST_S: Final = 0.5
_HEARTBEAT_S: Final = 15.0
_HEARTBEAT: Final = ": heartbeat\n\n"
STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {"schema": event_schema("presentation", "access", "rights", "end")}}},
}


@router.get(
    "/presentations/stream", operation_id="streamPresentations", response_class=StreamingResponse, responses=STREAM
)
async def presentations(asked: CardAsked) -> StreamingResponse:
    """Events `presentation`: a redemption of the caller's card, when it happens."""
    stub = present(asked.doors.card, "card_registry")
    return await streamed("presentation", watch(stub.WatchPresentations, WatchPresentationsRequest(), asked.caller))


@router.get("/accesses/stream", operation_id="streamAccesses", response_class=StreamingResponse, responses=STREAM)
async def accesses(asked: CardAsked) -> StreamingResponse:
    """Events `access`: somebody looked at the caller's data."""
    stub = present(asked.doors.audit, "audit")
    return await streamed("access", watch(stub.WatchAccesses, WatchAccessesRequest(), asked.caller))


async def streamed(name: str, messages: AsyncIterator[Any]) -> StreamingResponse:
    """Messages as events called `name`; an error of the service is the event `end` with its code.

    DomainError UNAUTHENTICATED when the service refuses the token at once: 401, as of any other call.
    """
    first: asyncio.Task[Any] = asyncio.ensure_future(anext(messages))
    await asyncio.wait([first], timeout=_FIRST_S)
    refused = first.exception() if first.done() else None
    if isinstance(refused, DomainError) and refused.code is ErrorCode.UNAUTHENTICATED:
        raise refused
    return _Stream(_events(name, messages, first), first)


class _Stream(StreamingResponse):
    """Lets go of the service even when the client left before the first byte."""

    def __init__(self, body: AsyncIterator[str], first: asyncio.Task[Any]) -> None:
        super().__init__(body, media_type="text/event-stream", headers=NO_STORE)
        self._first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._first.cancel()


async def _events(name: str, messages: AsyncIterator[Any], waiting: asyncio.Task[Any]) -> AsyncIterator[str]:
    # The next message is waited for in a task of its own: a heartbeat must not cut it off.
    yield "retry: 2000\n\n"
    try:
        while True:
            done, _ = await asyncio.wait([waiting], timeout=_HEARTBEAT_S)
            if not done:
                yield _HEARTBEAT
                continue
            yield f"event: {name}\ndata: {json.dumps(as_json(waiting.result()))}\n\n"
            waiting = asyncio.ensure_future(anext(messages))
    except StopAsyncIteration:
        yield 'event: end\ndata: {"code": "END"}\n\n'
    except DomainError as error:
        yield f"event: end\ndata: {json.dumps({'code': error.code.value})}\n\n"
    finally:
        waiting.cancel()
