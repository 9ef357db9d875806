"""What happens to the card, live: redemptions and accesses as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from chassis.errors import DomainError
from expenses.card.asking import PROBLEMS, CardAsked
from expenses.doors import NO_STORE, as_json, present, watch
from vitale.access.v1.audit_service_pb2 import WatchAccessesRequest
from vitale.card.v1.card_service_pb2 import WatchPresentationsRequest

router = APIRouter(prefix="/v1", tags=["card"], responses={**PROBLEMS})
_HEARTBEAT_S: Final = 15.0
_HEARTBEAT: Final = ": heartbeat\n\n"
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
}


@router.get(
    "/presentations/stream", operation_id="streamPresentations", response_class=StreamingResponse, responses=_STREAM
)
async def presentations(asked: CardAsked) -> StreamingResponse:
    """Events `presentation`: a redemption of the caller's card, when it happens."""
    stub = present(asked.doors.card, "card_registry")
    return streamed("presentation", watch(stub.WatchPresentations, WatchPresentationsRequest(), asked.caller))


@router.get("/accesses/stream", operation_id="streamAccesses", response_class=StreamingResponse, responses=_STREAM)
async def accesses(asked: CardAsked) -> StreamingResponse:
    """Events `access`: somebody looked at the caller's data."""
    stub = present(asked.doors.audit, "audit")
    return streamed("access", watch(stub.WatchAccesses, WatchAccessesRequest(), asked.caller))


def streamed(name: str, messages: AsyncIterator[Any]) -> StreamingResponse:
    """Messages as events called `name`; an error of the service is the event `end` with its code."""
    return StreamingResponse(_events(name, messages), media_type="text/event-stream", headers=NO_STORE)


async def _events(name: str, messages: AsyncIterator[Any]) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    # The next message is waited for in a task of its own: a heartbeat must not cut it off.
    waiting: asyncio.Task[Any] = asyncio.ensure_future(anext(messages))
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
