"""The estimate of the HTTP API: what a care would cost somebody whose receipts the caller may see."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from expenses import models
from expenses.asking import Asked
from expenses.problems import Problem
from expenses.questions import Question

_HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Authorization, Accept-Language"}
_PROBLEMS: Final[dict[int | str, dict[str, object]]] = {
    400: {"model": Problem, "description": "The rules refuse the care as it is described; errors[] names the field."},
    401: {"model": Problem, "description": "No token, or one that is not valid (any more)."},
    403: {"model": Problem, "description": "The token is not an insured person's."},
    404: {"model": Problem, "description": "There is no such person whom the caller may see."},
    412: {"model": Problem, "description": "The person has no open rights on the day of care."},
    422: {
        "model": Problem,
        "description": "A field is wrong (errors[] names it), or a value is not established yet (facts name it).",
    },
    501: {"model": Problem, "description": "The rules do not know this kind of care yet."},
    503: {"model": Problem, "description": "Counters cannot be read at the moment; see Retry-After."},
}
router = APIRouter(prefix="/v1", tags=["estimates"], responses={**_PROBLEMS})


@router.post("/estimates", operation_id="estimate", response_model=models.Estimate)
async def estimate(ask: Asked, question: Question) -> Response:
    """What would be paid for a care, by the rules and counters that a receipt would meet now; nothing is kept."""
    found = ask.renderer.estimate(await ask.parts.receipts.estimate(ask.token, question.request()))
    headers = {**_HEADERS, "Content-Language": ask.language}
    return Response(found, media_type="application/json", headers=headers)
