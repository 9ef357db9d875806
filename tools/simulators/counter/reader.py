"""The reader of one signed-in professional: its key is proven at each call."""

import secrets
from datetime import date
from typing import Final

import grpc

from card_protocol import dpop
from card_protocol.keys import SigningKey
from chassis.clock import Clock
from chassis.grpc_client import Metadata, call
from vitale.card.v1.presentation_service_pb2 import RedeemRequest, RedeemResponse
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceStub
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, CardContext, SubmitClaimsRequest, SubmittedClaim
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.rights.v1.acquisition_service_pb2 import CARE_NATURE_ACT, GetRightsRequest, RightsQuery, RightsResult
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

_REDEEM: Final = "/vitale.card.v1.PresentationService/Redeem"
_RIGHTS: Final = "/vitale.rights.v1.AcquisitionService/GetRights"
_SUBMIT: Final = "/vitale.claim.v1.ClaimService/SubmitClaims"


class Reader:
    """Redeems, asks, bills; DomainError is what a service answers."""

    def __init__(
        self,
        token: str,
        clock: Clock,
        *,
        registry: grpc.aio.Channel,
        adri: grpc.aio.Channel,
        intake: grpc.aio.Channel,
    ) -> None:
        """Take the professional's access token, and the channels to card registry, adri and teletransmission."""
        self._token, self._clock, self._key = token, clock, SigningKey.generate()
        self._presentation = PresentationServiceStub(registry)
        self._rights = AcquisitionServiceStub(adri)
        self._claims = ClaimServiceStub(intake)

    async def redeem(self, qr: str, request_id: bytes = b"") -> RedeemResponse:
        """A context for a QR; the same `request_id` (16 bytes) gives the same context again."""
        request = RedeemRequest(qr=qr, request_id=request_id or secrets.token_bytes(16))
        return await call(self._presentation.Redeem, request, token=self._token, metadata=self._proof(_REDEEM))

    async def rights(self, context_token: str, care_date: date) -> RightsResult:
        """Rights of the person behind a context for an act of a day."""
        query = RightsQuery(context_token=context_token, care_date=care_date.isoformat(), nature=CARE_NATURE_ACT)
        request = GetRightsRequest(queries=[query])
        answer = await call(self._rights.GetRights, request, token=self._token, metadata=self._proof(_RIGHTS))
        return answer.results[0]

    async def bill(self, claim: SubmittedClaim, *, context_token: str, proof: str) -> Acknowledgement:
        """Send a claim for whoever was presented."""
        sent = SubmittedClaim()
        sent.CopyFrom(claim)
        sent.context.CopyFrom(CardContext(token=context_token, proof=proof))
        request = SubmitClaimsRequest(claims=[sent])
        answer = await call(self._claims.SubmitClaims, request, token=self._token, metadata=self._proof(_SUBMIT))
        return answer.acknowledgements[0]

    def _proof(self, method: str) -> Metadata:
        return (("dpop", dpop.make(self._key, method, self._token, self._clock.now())),)
