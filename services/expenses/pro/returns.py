"""A practice's day or lot over HTTP: its invoices, what became of each, totals, and what to send again."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.doors import answered, ask, present
from vitale.claim.v1 import claim_service_pb2 as pb

router = APIRouter(prefix="/v1/pro", tags=["practice"], responses={**PROBLEMS})
_DAY = "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"


@router.get("/claims", operation_id="listClaims")
async def claims(
    asked: CardAsked,
    day: Annotated[str, Query(pattern=_DAY, description="Day of transmission; may be left out with a lot.")] = "",
    lot: Annotated[int, Query(ge=0, le=999, description="Lot; 0 = whole day.")] = 0,
    cursor: Annotated[str, Query(max_length=100, description="nextCursor of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Invoices of a day or lot with their totals (vitale.claim.v1.ListClaimsResponse)."""
    request = pb.ListClaimsRequest(day=day, lot=lot, cursor=cursor, page_size=limit)
    return answered(await ask(present(asked.doors.claims, "teletransmission").ListClaims, request, asked.caller))
