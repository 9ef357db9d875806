"""Messages that other houses send: the video provider's reports, passed on unread to the service that proves them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chassis.errors import DomainError, ErrorCode
from expenses.doors import Caller, Doors, ask, present
from vitale.card.v1.enrolment_service_pb2 import TakeVideoReportRequest

_LARGEST: Final = 16 * 1024
router = APIRouter(prefix="/v1/hooks", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Hooks:
    """The doors, and this front's own token."""

    doors: Doors
    own_token: Callable[[], str]


async def _hooks(request: Request) -> Hooks:
    found = request.app.state.hooks
    if not isinstance(found, Hooks):
        raise DomainError(ErrorCode.NOT_FOUND)
    return found


@router.post("/video", status_code=204)
async def video(request: Request, hooks: Annotated[Hooks, Depends(_hooks)]) -> Response:
    """A signed report (compact JWS in the body); whoever sends it, only its signature counts."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise DomainError(ErrorCode.BATCH_TOO_LARGE)
    try:
        report = body.decode("ascii").strip()
    except UnicodeDecodeError:
        raise DomainError(ErrorCode.INVALID_ARGUMENT) from None
    take = present(hooks.doors.enrolment, "card_registry").TakeVideoReport
    await ask(take, TakeVideoReportRequest(signed_report=report), Caller(hooks.own_token()))
    return Response(status_code=204)
