"""The gRPC face of intake: admit, decode, decide, store, reply. The bytes of a batch are parsed once it is admitted."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import grpc
from google.protobuf.message import DecodeError

from chassis.binding import require_binding
from chassis.callers import require
from chassis.directory import Listings
from chassis.errors import DomainError, ErrorCode
from contracts.codec import receipt_id_of
from teletransmission import acknowledgements
from teletransmission.admission import Admission
from teletransmission.intake import Intake
from teletransmission.outcomes.returns import Returns
from teletransmission.paper.answers import answer
from teletransmission.paper.store import Held, PaperStore
from teletransmission.practice import Practice, practice_of
from teletransmission.presence import CardLife
from teletransmission.store import ClaimStore, HeldClaim
from teletransmission.versions.drafting import content_of
from teletransmission.versions.intake import Versions
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, Claim
from vitale.claim.v1.claim_service_pb2 import (
    CancelClaimRequest,
    CancelClaimResponse,
    CorrectClaimRequest,
    CorrectClaimResponse,
    GetClaimRequest,
    GetClaimResponse,
    ListClaimsRequest,
    ListClaimsResponse,
    SubmitClaimsRequest,
    SubmitClaimsResponse,
    SubmittedClaim,
)

SERVICE_NAME: Final = "vitale.claim.v1.ClaimService"
MAX_CLAIMS: Final = 500
MAX_BYTES: Final = 1_048_576


class ClaimServicer:
    """What a practice may ask of its claims."""

    def __init__(
        self, intake: Intake, store: ClaimStore, admission: Admission, desk: "FrontDesk", returns: Returns
    ) -> None:
        """Take the batch pipeline, the store that GetClaim reads, the quotas, who may call, and what comes back."""
        self._intake, self._versions = intake, Versions(intake)
        self._store = store
        self._admission = admission
        self._desk = desk
        self._returns = returns

    async def submit_claims(self, request: bytes, _context: object) -> SubmitClaimsResponse:
        """Take a serialised SubmitClaimsRequest: one acknowledgement for each claim, same order.

        Raises:
            DomainError: PERMISSION_DENIED, PROFESSIONAL_SUSPENDED, QUOTA_EXCEEDED, BATCH_TOO_LARGE, INVALID_ARGUMENT,
                BINDING_REQUIRED when a claim names a context and the call proves no key, UNAVAILABLE.
        """
        practice = self._calling_practice()
        with self._admission.admit(practice.issuer) as pay:
            claims = _decode(request)
            pay(len(claims))
            # Who bills under a context proves the key that the context is bound to.
            by_context = any(claim.WhichOneof("beneficiary") == "context" for claim in claims)
            binding = require_binding() if by_context else None
            return SubmitClaimsResponse(acknowledgements=await self._intake.take(claims, practice, binding))

    async def correct_claim(self, request: bytes, _context: object) -> CorrectClaimResponse:
        """Take a serialised CorrectClaimRequest: the acknowledgement of the new version, or why there is none.

        Raises:
            DomainError: as submit_claims; NOT_FOUND when no such claim was accepted from this practice.
        """
        practice = self._calling_practice()
        with self._admission.admit(practice.issuer) as pay:
            pay(1)
            asked = _correction(request)
            binding = require_binding() if asked.claim.WhichOneof("beneficiary") == "context" else None
            return CorrectClaimResponse(acknowledgement=await self._versions.correct(asked, practice, binding))

    async def cancel_claim(self, request: CancelClaimRequest, _context: object) -> CancelClaimResponse:
        """The acknowledgement of the cancelling version, or why there is none.

        Raises:
            DomainError: INVALID_ARGUMENT naming the field; NOT_FOUND when no such claim was accepted from this
                practice; PERMISSION_DENIED, PROFESSIONAL_SUSPENDED, QUOTA_EXCEEDED, UNAVAILABLE.
        """
        practice = self._calling_practice()
        with self._admission.admit(practice.issuer) as pay:
            pay(1)
            return CancelClaimResponse(acknowledgement=await self._versions.cancel(request, practice))

    async def get_claim(self, request: GetClaimRequest, _context: object) -> GetClaimResponse:
        """The claim that the calling practice sent under a number.

        Raises:
            DomainError: NOT_FOUND when it was never accepted from this practice, UNAVAILABLE.
        """
        practice = self._calling_practice()
        with self._admission.admit(practice.issuer) as pay:
            pay(1)
            receipt_id = receipt_id_of(practice.issuer, request.claim_id)
            held = await self._store.find(receipt_id)
        if held is None and (waiting := await self._desk.paper.find(receipt_id)) is not None:
            return _waiting(waiting)
        if held is None:
            raise DomainError(ErrorCode.NOT_FOUND, {"what": "claim of this practice"})
        response = self._response(held)
        response.outcome.CopyFrom(await self._returns.of(held))
        return response

    async def list_claims(self, request: ListClaimsRequest, _context: object) -> ListClaimsResponse:
        """Claims of the calling practice by day or lot, with what became of each and totals.

        Raises:
            DomainError: INVALID_ARGUMENT, CURSOR_INVALID, UNAVAILABLE.
        """
        practice = self._calling_practice()
        with self._admission.admit(practice.issuer) as pay:
            pay(1)
            return await self._returns.listed(request, practice)

    def _calling_practice(self) -> Practice:
        claims = require("practice")
        return practice_of(claims, self._desk.directory.check(claims))

    def _response(self, held: HeldClaim) -> GetClaimResponse:
        claim = Claim.FromString(held.message)
        return GetClaimResponse(
            acknowledgement=acknowledgements.accepted(claim.claim_id, held.kept),
            care_date=claim.care_date,
            price_cents=sum(line.price_cents for line in claim.lines),
            version=claim.version,
            securing=claim.securing or SECURING_CARDLESS,
            repudiated=bool(claim.context_id) and self._desk.cards.repudiated(claim.context_id),
            cancelled=held.cancelled,
            late_by_working_days=held.kept.late_by_working_days,
            content=content_of(claim),
        )


class FrontDesk(NamedTuple):
    """Who may call, which presentations their holders dispute, which paper claims wait."""

    directory: Listings
    cards: CardLife
    paper: PaperStore


def _waiting(held: Held) -> GetClaimResponse:
    claim = Claim.FromString(held.message)
    return GetClaimResponse(
        acknowledgement=answer(claim.claim_id, held),
        care_date=claim.care_date,
        price_cents=sum(line.price_cents for line in claim.lines),
        version=claim.version,
        securing=claim.securing or SECURING_CARDLESS,
    )


def register(servicer: ClaimServicer, server: grpc.aio.Server) -> None:
    """Add the service to a server, like the generated function, but leave the bytes of claims to the servicer."""
    handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "SubmitClaims": grpc.unary_unary_rpc_method_handler(
            servicer.submit_claims, response_serializer=SubmitClaimsResponse.SerializeToString
        ),
        "CorrectClaim": grpc.unary_unary_rpc_method_handler(
            servicer.correct_claim, response_serializer=CorrectClaimResponse.SerializeToString
        ),
        "CancelClaim": grpc.unary_unary_rpc_method_handler(
            servicer.cancel_claim,
            request_deserializer=CancelClaimRequest.FromString,
            response_serializer=CancelClaimResponse.SerializeToString,
        ),
        "GetClaim": grpc.unary_unary_rpc_method_handler(
            servicer.get_claim,
            request_deserializer=GetClaimRequest.FromString,
            response_serializer=GetClaimResponse.SerializeToString,
        ),
        "ListClaims": grpc.unary_unary_rpc_method_handler(
            servicer.list_claims,
            request_deserializer=ListClaimsRequest.FromString,
            response_serializer=ListClaimsResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE_NAME, handlers),))


def _correction(request: bytes) -> CorrectClaimRequest:
    _check_size(request)
    try:
        return CorrectClaimRequest.FromString(request)
    except DecodeError:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, {"problem": "not a CorrectClaimRequest"}) from None


def _check_size(request: bytes) -> None:
    if len(request) > MAX_BYTES:
        raise _too_large("bytes", len(request), MAX_BYTES)


def _decode(request: bytes) -> Sequence[SubmittedClaim]:
    _check_size(request)
    try:
        claims = SubmitClaimsRequest.FromString(request).claims
    except DecodeError:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, {"problem": "not a SubmitClaimsRequest"}) from None
    if len(claims) > MAX_CLAIMS:
        raise _too_large("claims", len(claims), MAX_CLAIMS)
    if not claims:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, {"problem": "the batch is empty, send 1 to 500 claims"})
    return claims


def _too_large(unit: str, found: int, limit: int) -> DomainError:
    facts = {
        "unit": unit,
        "found": str(found),
        "limit": str(limit),
        "advice": f"split the batch: at most {limit} {unit} a call",
    }
    return DomainError(ErrorCode.BATCH_TOO_LARGE, facts)
