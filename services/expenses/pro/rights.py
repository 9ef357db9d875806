"""Rights over HTTP: of persons who presented their card, or, with a reason and a quota, by number."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Sent
from expenses.card.live import STREAM, streamed
from expenses.doors import answered, ask, present, watch
from expenses.json_types import WHOLE, Day, Flag
from expenses.pro.presenting import Token
from expenses.questions import Care
from vitale.rights.v1 import acquisition_service_pb2 as pb

router = APIRouter(prefix="/v1/pro", tags=["practice"], responses={**PROBLEMS})
_NATURES: Final = {
    "act": pb.CARE_NATURE_ACT,
    "series": pb.CARE_NATURE_SERIES,
    "lpp": pb.CARE_NATURE_LPP,
    "biology": pb.CARE_NATURE_BIOLOGY,
    "pharmacy": pb.CARE_NATURE_PHARMACY,
}


class Query(Sent):
    """Rights of the person behind a context, for a care."""

    context_token: Token
    care_date: Day
    prescription_date: Day | None = None
    nature: Literal["act", "series", "lpp", "biology", "pharmacy"] = "act"
    establishment: Flag = False

    def message(self) -> pb.RightsQuery:
        """The query as adri takes it."""
        return pb.RightsQuery(
            context_token=self.context_token,
            care_date=self.care_date.isoformat(),
            prescription_date=self.prescription_date.isoformat() if self.prescription_date else "",
            nature=_NATURES[self.nature],
            establishment=self.establishment,
        )


class Queries(Sent):
    """Several queries at once."""

    queries: Annotated[list[Query], Field(min_length=1, max_length=50)]


class ByNumber(Sent):
    """Rights of a person who was never presented."""

    number: str = Field(max_length=32)
    birth_date: str = Field(max_length=10)
    birth_rank: Annotated[int, Field(ge=1, le=9), WHOLE] = 1
    reason: Literal["no_card", "emergency", "dependent_person", "remote", "admission"]
    care_date: Day


class PricedCare(Sent):
    """A care of the person behind a context, before it is done."""

    context_token: Token
    care: Care


@router.post("/rights", operation_id="getRights")
async def rights(asked: CardAsked, sent: Queries) -> Response:
    """Rights with a signed check proof (vitale.rights.v1.GetRightsResponse)."""
    request = pb.GetRightsRequest(queries=[query.message() for query in sent.queries])
    return answered(await ask(present(asked.doors.acquisition, "adri").GetRights, request, asked.caller))


@router.post("/rights/stream", operation_id="watchRights", response_class=StreamingResponse, responses=STREAM)
async def watched(asked: CardAsked, sent: Query) -> StreamingResponse:
    """Events `rights`: the same for one context, again at each change (vitale.rights.v1.WatchRightsResponse)."""
    stub = present(asked.doors.acquisition, "adri")
    return await streamed("rights", watch(stub.WatchRights, pb.WatchRightsRequest(query=sent.message()), asked.caller))


@router.get("/permissions", operation_id="getPermissions")
async def permissions(asked: CardAsked) -> Response:
    """What the practice may do beyond presented cards (vitale.rights.v1.GetPermissionsResponse)."""
    request = pb.GetPermissionsRequest()
    return answered(await ask(present(asked.doors.acquisition, "adri").GetPermissions, request, asked.caller))


@router.post("/rights/by-number", operation_id="getRightsByNumber")
async def by_number(asked: CardAsked, sent: ByNumber) -> Response:
    """Rights by number, quota-bound, told to the person (vitale.rights.v1.GetRightsByNumberResponse)."""
    request = pb.GetRightsByNumberRequest(
        number=sent.number,
        birth_date=sent.birth_date,
        birth_rank=sent.birth_rank,
        reason=sent.reason,
        care_date=sent.care_date.isoformat(),
    )
    return answered(await ask(present(asked.doors.acquisition, "adri").GetRightsByNumber, request, asked.caller))


@router.post("/estimates", operation_id="estimateAtCounter")
async def estimate(asked: CardAsked, sent: PricedCare) -> Response:
    """What the patient would pay (vitale.rights.v1.AcquisitionServiceEstimateResponse)."""
    request = pb.AcquisitionServiceEstimateRequest(context_token=sent.context_token, care=sent.care.request())
    return answered(await ask(present(asked.doors.acquisition, "adri").Estimate, request, asked.caller))
