"""Presentations over HTTP: a QR that was scanned becomes a context, and what may be done with the context."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Hex16, Sent
from expenses.doors import answered, ask, present
from expenses.json_types import LARGEST, WHOLE, Day
from vitale.card.v1 import presentation_service_pb2 as pb

router = APIRouter(prefix="/v1/pro", tags=["practice"], responses={**PROBLEMS})
_SERVICE: Final = "card_registry"
Token = Annotated[str, Field(min_length=1, max_length=4096)]


class Scanned(Sent):
    """A QR, and the number of this scan, which stays the same when it is sent again."""

    qr: str = Field(min_length=1, max_length=2048)
    request_id: Hex16
    scanned_at_us: Annotated[int, Field(ge=0, le=LARGEST), WHOLE] | None = Field(
        None, description="Set when it was scanned without network."
    )


class Held(Sent):
    """A context."""

    token: Token


class Relation(Held):
    """A care relation to open."""

    kind: Literal["series", "lab", "nursing", "stay"]
    until: Day
    reference: str = Field(pattern="^[A-Z0-9-]{1,32}$")


class Used(Sent):
    """A care relation to use."""

    relation_id: Hex16


@router.post("/redeem", operation_id="redeem")
async def redeem(asked: CardAsked, sent: Scanned) -> Response:
    """Redeem a QR (vitale.card.v1.RedeemResponse)."""
    request = pb.RedeemRequest(qr=sent.qr, request_id=bytes.fromhex(sent.request_id))
    if sent.scanned_at_us is not None:
        request.deferred.scanned_at_us = sent.scanned_at_us
    return answered(await ask(present(asked.doors.presentation, _SERVICE).Redeem, request, asked.caller))


@router.post("/context/renewal", operation_id="renewContext")
async def renew(asked: CardAsked, sent: Held) -> Response:
    """A further token (vitale.card.v1.RenewContextResponse)."""
    request = pb.RenewContextRequest(token=sent.token)
    return answered(await ask(present(asked.doors.presentation, _SERVICE).RenewContext, request, asked.caller))


@router.post("/context/end", operation_id="endContext")
async def end(asked: CardAsked, sent: Held) -> Response:
    """End a context (vitale.card.v1.EndContextResponse)."""
    request = pb.EndContextRequest(token=sent.token)
    return answered(await ask(present(asked.doors.presentation, _SERVICE).EndContext, request, asked.caller))


@router.post("/relations", operation_id="openCareRelation")
async def open_relation(asked: CardAsked, sent: Relation) -> Response:
    """Open a care relation (vitale.card.v1.OpenCareRelationResponse)."""
    request = pb.OpenCareRelationRequest(
        token=sent.token, kind=sent.kind, until=sent.until.isoformat(), reference=sent.reference
    )
    return answered(await ask(present(asked.doors.presentation, _SERVICE).OpenCareRelation, request, asked.caller))


@router.post("/relations/use", operation_id="useCareRelation")
async def use_relation(asked: CardAsked, sent: Used) -> Response:
    """A context of a care relation (vitale.card.v1.UseCareRelationResponse)."""
    request = pb.UseCareRelationRequest(relation_id=bytes.fromhex(sent.relation_id))
    return answered(await ask(present(asked.doors.presentation, _SERVICE).UseCareRelation, request, asked.caller))
