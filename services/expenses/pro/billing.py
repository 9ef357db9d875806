"""Bills over HTTP: claims under a context and its proof, or cardless by number; and how a claim stands."""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Sent
from expenses.doors import answered, ask, present
from expenses.json_types import WHOLE
from expenses.pro.presenting import Token
from expenses.questions import Care
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey

router = APIRouter(prefix="/v1/pro", tags=["practice"], responses={**PROBLEMS})
_SERVICE: Final = "teletransmission"
ClaimId = Annotated[str, Field(pattern="^[A-Z0-9-]{1,32}$")]


class Presented(Sent):
    """A presentation of the card and the proof of the rights check."""

    token: Token
    proof: Token


class Named(Sent):
    """Who was cared for, without a card."""

    opener_nir: str = Field(max_length=32)
    birth_date: str = Field(max_length=10)
    birth_rank: Annotated[int, Field(ge=1, le=9), WHOLE] = 1


class Bill(Sent):
    """One invoice."""

    claim_id: ClaimId
    context: Presented | None = None
    named: Named | None = None
    care: Care

    def message(self) -> pb.SubmittedClaim:
        """The invoice as intake takes it."""
        care = self.care.request()
        claim = pb.SubmittedClaim(
            claim_id=self.claim_id,
            care_date=care.care_date,
            pathway=care.pathway,
            setting=care.setting,
            third_party_payment=care.third_party_payment,
            related_to_exemption=care.related_to_exemption,
            lines=care.lines,
            access=care.access,
            stay=care.stay if care.HasField("stay") else None,
            hospitalised_after=care.hospitalised_after,
            below_cure_ceiling=care.below_cure_ceiling,
        )
        if self.context is not None:
            claim.context.token, claim.context.proof = self.context.token, self.context.proof
        elif self.named is not None:
            claim.key.CopyFrom(BeneficiaryKey(**self.named.model_dump()))
        return claim


class Bills(Sent):
    """Several invoices at once."""

    claims: Annotated[list[Bill], Field(min_length=1, max_length=50)]


@router.post("/claims", operation_id="submitClaims")
async def submit(asked: CardAsked, sent: Bills) -> Response:
    """Send invoices (vitale.claim.v1.SubmitClaimsResponse)."""
    request = pb.SubmitClaimsRequest(claims=[bill.message() for bill in sent.claims])
    return answered(await ask(present(asked.doors.claims, _SERVICE).SubmitClaims, request, asked.caller))


@router.get("/claims/{claim_id}", operation_id="getClaim")
async def claim(asked: CardAsked, claim_id: Annotated[str, Path(pattern="^[A-Z0-9-]{1,32}$")]) -> Response:
    """How an invoice stands (vitale.claim.v1.GetClaimResponse)."""
    request = pb.GetClaimRequest(claim_id=claim_id)
    return answered(await ask(present(asked.doors.claims, _SERVICE).GetClaim, request, asked.caller))
