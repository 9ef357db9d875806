# ruff: noqa: ARG001 - if_none_match is declared for OpenAPI and read from the request by Ask.answered
"""The reads of the HTTP API: people, a page of receipts, one receipt."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from expenses import models
from expenses.asking import Asked, IfNoneMatch
from expenses.problems import Problem
from vitale.receipt.v1.receipt_service_pb2 import ListReceiptsRequest

_HEX_ID: Final = "^[0-9a-f]{32}$"
_PROBLEMS: Final[dict[int | str, dict[str, object]]] = {
    401: {"model": Problem, "description": "No token, or one that is not valid (any more)."},
    403: {"model": Problem, "description": "The token is not an insured person's."},
    422: {"model": Problem, "description": "A parameter is wrong; errors[] names it."},
    503: {"model": Problem, "description": "Receipts cannot be read at the moment; see Retry-After."},
}
_NOT_MODIFIED: Final[dict[int | str, dict[str, object]]] = {304: {"description": "The client has this answer."}}
router = APIRouter(prefix="/v1", tags=["receipts"], responses={**_PROBLEMS})


@router.get("/people", operation_id="listPeople", response_model=models.People, responses=_NOT_MODIFIED)
async def people(
    ask: Asked,
    year: Annotated[int, Query(ge=0, le=2100, description="Year of care of the counters; 0 = this year.")] = 0,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Persons whose receipts the caller may see today, with yearly counters."""
    return ask.answered(ask.renderer.people(await ask.parts.receipts.people(ask.token, year)))


@router.get(
    "/receipts",
    operation_id="listReceipts",
    response_model=models.Receipts,
    responses={**_NOT_MODIFIED, 400: {"model": Problem, "description": "The cursor is not one of this caller."}},
)
async def receipts(
    ask: Asked,
    cursor: Annotated[str | None, Query(max_length=1000, description="nextCursor of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    subject: Annotated[str | None, Query(pattern=_HEX_ID, description="Only this person.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Receipts the caller may see today, newest first, the last revision of each."""
    asked = ListReceiptsRequest(page_size=limit, cursor=cursor or "", subject_id=bytes.fromhex(subject or ""))
    return ask.answered(ask.renderer.receipts(await ask.parts.receipts.receipts(ask.token, asked)))


@router.get(
    "/receipts/{receipt_id}",
    operation_id="getReceipt",
    response_model=models.Receipt,
    responses={**_NOT_MODIFIED, 404: {"model": Problem, "description": "There is none that the caller may see."}},
)
async def receipt(
    ask: Asked,
    receipt_id: Annotated[str, Path(pattern=_HEX_ID)],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One receipt, last revision, each amount explained."""
    found = await ask.parts.receipts.receipt(ask.token, bytes.fromhex(receipt_id))
    return ask.answered(ask.renderer.receipt(found.receipt))
