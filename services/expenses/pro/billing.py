"""Bills over HTTP: claims under a context and its proof, or cardless by number; how one stands; what replaces it."""

from typing import Annotated, Final, Literal

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
InvoiceNumber = Annotated[str, Path(pattern="^[A-Z0-9-]{1,32}$")]
Version = Annotated[int, Field(ge=1, le=1_000_000, description="The version that you last saw."), WHOLE]


class Presented(Sent):
    """A presentation of the card and the proof of the rights check."""

    token: Token
    proof: Token


class Named(Sent):
    """Who was cared for, without a card."""

    opener_nir: str = Field(max_length=32)
    birth_date: str = Field(max_length=10)
    birth_rank: Annotated[int, Field(ge=1, le=9), WHOLE] = 1


class _Billed(Sent):
    context: Presented | None = None
    named: Named | None = None
    care: Care

    def content(self, claim_id: str) -> pb.SubmittedClaim:
        """The invoice under a number, as intake takes it."""
        care = self.care.request()
        claim = pb.SubmittedClaim(
            claim_id=claim_id,
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


class Bill(_Billed):
    """One invoice."""

    claim_id: ClaimId


class Correction(_Billed):
    """The whole invoice as it should have been; with neither context nor name, for whom it was."""

    replaces_version: Version


class Cancellation(Sent):
    """Why an invoice is withdrawn, and which version of it."""

    cancels_version: Version
    reason: Literal["billed_by_mistake", "wrong_beneficiary", "duplicate", "other"]


class Bills(Sent):
    """Several invoices at once."""

    claims: Annotated[list[Bill], Field(min_length=1, max_length=50)]


@router.post("/claims", operation_id="submitClaims")
async def submit(asked: CardAsked, sent: Bills) -> Response:
    """Send invoices (vitale.claim.v1.SubmitClaimsResponse)."""
    request = pb.SubmitClaimsRequest(claims=[bill.content(bill.claim_id) for bill in sent.claims])
    return answered(await ask(present(asked.doors.claims, _SERVICE).SubmitClaims, request, asked.caller))


@router.get("/claims/{claim_id}", operation_id="getClaim")
async def claim(asked: CardAsked, claim_id: InvoiceNumber) -> Response:
    """How an invoice stands (vitale.claim.v1.GetClaimResponse)."""
    request = pb.GetClaimRequest(claim_id=claim_id)
    return answered(await ask(present(asked.doors.claims, _SERVICE).GetClaim, request, asked.caller))


@router.post("/claims/{claim_id}/correction", operation_id="correctClaim")
async def correct(asked: CardAsked, claim_id: InvoiceNumber, sent: Correction) -> Response:
    """Replace an invoice by another content (vitale.claim.v1.CorrectClaimResponse)."""
    request = pb.CorrectClaimRequest(claim=sent.content(claim_id), replaces_version=sent.replaces_version)
    return answered(await ask(present(asked.doors.claims, _SERVICE).CorrectClaim, request, asked.caller))


@router.post("/claims/{claim_id}/cancellation", operation_id="cancelClaim")
async def cancel(asked: CardAsked, claim_id: InvoiceNumber, sent: Cancellation) -> Response:
    """Withdraw an invoice for good (vitale.claim.v1.CancelClaimResponse)."""
    reason = pb.CancelReason.Value(f"CANCEL_REASON_{sent.reason.upper()}")
    request = pb.CancelClaimRequest(claim_id=claim_id, cancels_version=sent.cancels_version, reason=reason)
    return answered(await ask(present(asked.doors.claims, _SERVICE).CancelClaim, request, asked.caller))
