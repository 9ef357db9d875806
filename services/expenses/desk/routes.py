"""The desk's calls: files that wait for a decision, the roll-out on a day, presentations that arrived twice."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Identifier, Sent
from expenses.doors import answered, ask, present
from expenses.json_types import Day, Flag
from vitale.card.v1 import desk_service_pb2 as pb

router = APIRouter(prefix="/v1/desk", tags=["operators"], responses={**PROBLEMS})
_SERVICE: Final = "card_registry"


class Decision(Sent):
    """A human decision on a video."""

    accepted: Flag
    reason: Literal["", "face", "document", "liveness", "traits"] = ""


class Finding(Sent):
    """What was found about a presentation that arrived twice."""

    finding: Literal["error", "fraud", "nothing"] = Field("nothing")


@router.get("/videos", operation_id="listVideoCases")
async def videos(asked: CardAsked) -> Response:
    """Files that wait for a decision (vitale.card.v1.ListVideoCasesResponse)."""
    request = pb.ListVideoCasesRequest()
    return answered(await ask(present(asked.doors.desk, _SERVICE).ListVideoCases, request, asked.caller))


@router.post("/videos/{file}/decision", operation_id="decideVideo")
async def decide(asked: CardAsked, file: Identifier, sent: Decision) -> Response:
    """Decide one (vitale.card.v1.DecideVideoResponse)."""
    request = pb.DecideVideoRequest(file_id=bytes.fromhex(file), accepted=sent.accepted, reason=sent.reason)
    return answered(await ask(present(asked.doors.desk, _SERVICE).DecideVideo, request, asked.caller))


@router.get("/rollout", operation_id="getRollout")
async def rollout(
    asked: CardAsked, as_of: Annotated[Day | None, Query(alias="asOf", description="Unset: today.")] = None
) -> Response:
    """The roll-out as it stood on a day (vitale.card.v1.GetRolloutResponse)."""
    request = pb.GetRolloutRequest(as_of=as_of.isoformat() if as_of else "")
    return answered(await ask(present(asked.doors.desk, _SERVICE).GetRollout, request, asked.caller))


@router.get("/deferred", operation_id="listDeferredCases")
async def deferred(asked: CardAsked) -> Response:
    """Presentations that arrived twice (vitale.card.v1.ListDeferredCasesResponse)."""
    request = pb.ListDeferredCasesRequest()
    return answered(await ask(present(asked.doors.desk, _SERVICE).ListDeferredCases, request, asked.caller))


@router.post("/deferred/{case}/finding", operation_id="closeDeferredCase")
async def close(asked: CardAsked, case: Identifier, sent: Finding) -> Response:
    """Note what was found (vitale.card.v1.CloseDeferredCaseResponse)."""
    request = pb.CloseDeferredCaseRequest(case_id=bytes.fromhex(case), finding=sent.finding)
    return answered(await ask(present(asked.doors.desk, _SERVICE).CloseDeferredCase, request, asked.caller))
