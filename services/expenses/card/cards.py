"""The holder's card over HTTP: its state, whom it presents, who redeemed it, who looked, what is still open."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Identifier, Sent
from expenses.doors import answered, ask, present
from expenses.json_types import Flag
from vitale.access.v1 import audit_service_pb2 as audit_pb
from vitale.card.v1 import card_service_pb2 as pb

router = APIRouter(prefix="/v1", tags=["card"], responses={**PROBLEMS})
_SERVICE: Final = "card_registry"
_CHANGES: Final = {
    "suspend": pb.CARD_CHANGE_SUSPEND,
    "resume": pb.CARD_CHANGE_RESUME,
    "oppose": pb.CARD_CHANGE_OPPOSE,
    "deactivate": pb.CARD_CHANGE_DEACTIVATE,
    "lock": pb.CARD_CHANGE_LOCK,
}


class Change(Sent):
    """What to do with a card."""

    change: Literal["suspend", "resume", "oppose", "deactivate", "lock"]
    plastic_too: Flag = False


@router.get("/cards", operation_id="listCards")
async def cards(asked: CardAsked) -> Response:
    """The caller's cards (vitale.card.v1.ListCardsResponse)."""
    return answered(await ask(present(asked.doors.card, _SERVICE).ListCards, pb.ListCardsRequest(), asked.caller))


@router.get("/cards/presentable", operation_id="listPresentable")
async def presentable(asked: CardAsked) -> Response:
    """Persons that the card can present (vitale.card.v1.ListPresentableResponse)."""
    request = pb.ListPresentableRequest()
    return answered(await ask(present(asked.doors.card, _SERVICE).ListPresentable, request, asked.caller))


@router.post("/cards/{serial}/state", operation_id="changeCard")
async def change(asked: CardAsked, serial: Identifier, sent: Change) -> Response:
    """Suspend, resume, oppose, deactivate or lock (vitale.card.v1.ChangeCardResponse)."""
    request = pb.ChangeCardRequest(
        card_serial=bytes.fromhex(serial), change=_CHANGES[sent.change], plastic_too=sent.plastic_too
    )
    return answered(await ask(present(asked.doors.card, _SERVICE).ChangeCard, request, asked.caller))


@router.post("/cards/{serial}/beacon", operation_id="getBeacon")
async def beacon(asked: CardAsked, serial: Identifier) -> Response:
    """A fresh beacon for the device that proves its key (vitale.card.v1.GetBeaconResponse)."""
    request = pb.GetBeaconRequest(card_serial=bytes.fromhex(serial))
    return answered(await ask(present(asked.doors.card, _SERVICE).GetBeacon, request, asked.caller))


@router.get("/presentations", operation_id="listPresentations")
async def presentations(asked: CardAsked, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Response:
    """Who redeemed the card (vitale.card.v1.ListPresentationsResponse)."""
    request = pb.ListPresentationsRequest(page_size=limit)
    return answered(await ask(present(asked.doors.card, _SERVICE).ListPresentations, request, asked.caller))


@router.post("/presentations/{context}/repudiation", operation_id="repudiate")
async def repudiate(asked: CardAsked, context: Identifier) -> Response:
    """ "Not me" (vitale.card.v1.RepudiateResponse)."""
    request = pb.RepudiateRequest(context_id=bytes.fromhex(context))
    return answered(await ask(present(asked.doors.card, _SERVICE).Repudiate, request, asked.caller))


@router.get("/care-relations", operation_id="listCareRelations")
async def care_relations(asked: CardAsked) -> Response:
    """Care relations of the caller (vitale.card.v1.ListCareRelationsResponse)."""
    request = pb.ListCareRelationsRequest()
    return answered(await ask(present(asked.doors.card, _SERVICE).ListCareRelations, request, asked.caller))


@router.post("/care-relations/{relation}/revocation", operation_id="revokeCareRelation")
async def revoke(asked: CardAsked, relation: Identifier) -> Response:
    """End one (vitale.card.v1.RevokeCareRelationResponse)."""
    request = pb.RevokeCareRelationRequest(relation_id=bytes.fromhex(relation))
    return answered(await ask(present(asked.doors.card, _SERVICE).RevokeCareRelation, request, asked.caller))


@router.get("/accesses", operation_id="listAccesses")
async def accesses(
    asked: CardAsked,
    before: Annotated[int, Query(ge=0, description="nextBeforeSeq of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Who looked at the caller's data (vitale.access.v1.ListAccessesResponse)."""
    request = audit_pb.ListAccessesRequest(page_size=limit, before_seq=before)
    return answered(await ask(present(asked.doors.audit, "audit").ListAccesses, request, asked.caller))
