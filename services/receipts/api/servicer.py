# ruff: noqa: ARG002, N802 - names and arguments are those of the generated base class
"""The gRPC face of the read side: finds out who asks, lets Reading, Estimating or a Session answer."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Final

import grpc

from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.grpc_server import current_claims, require
from chassis.token_claims import Claims
from chassis.tokens import TokenVerifier
from receipts.api.estimating import Estimating
from receipts.api.reading import Reading
from receipts.api.session import Live, Session
from vitale.receipt.v1.receipt_service_pb2 import (
    EstimateRequest,
    EstimateResponse,
    GetReceiptRequest,
    GetReceiptResponse,
    ListPeopleRequest,
    ListPeopleResponse,
    ListReceiptsRequest,
    ListReceiptsResponse,
    WatchRequest,
    WatchResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceServicer

_Context = grpc.aio.ServicerContext[object, object]
_ID_BYTES: Final = 16
_FOR_PROFESSIONALS: Final = "adri"
"""The service that asks estimates for professionals."""


def subject_of(claims: Claims) -> bytes:
    """The insured person of a token, 16 bytes; PERMISSION_DENIED for any other role."""
    if claims.role != "insured":
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"needs_role": "insured"})
    try:
        subject_id = bytes.fromhex(claims.attribute("subject_id"))
    except ValueError:
        subject_id = b""
    if len(subject_id) != _ID_BYTES:
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"attribute": "subject_id"})
    return subject_id


def asker_of(claims: Claims, request: EstimateRequest) -> bytes:
    """In whose name an estimate is asked: the insured person's own, or that of the person adri names.

    adri asks for the person behind a card's context, and always names person, opener and practice. It is answered as
    that person would be, never as anybody else of the same card.

    Raises:
        DomainError: PERMISSION_DENIED for any other caller; INVALID_ARGUMENT when adri leaves one of them out.
    """
    if claims.role != "service":
        return subject_of(claims)
    if claims.subject != _FOR_PROFESSIONALS:
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"service": _FOR_PROFESSIONALS})
    wrong = [
        FieldViolation(field, "LENGTH", f"Send {_ID_BYTES} bytes.")
        for field in ("subject_id", "opener_subject_id")
        if len(getattr(request, field)) != _ID_BYTES
    ]
    if not request.performer.practice_id:
        wrong.append(FieldViolation("performer.practice_id", "MISSING", "Send the practice that asks."))
    if wrong:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=wrong)
    return request.subject_id


class InsuredTokens:
    """Reads the token of a subscription."""

    def __init__(self, verifier: TokenVerifier, audience: str) -> None:
        self._verifier = verifier
        self._audience = audience

    def __call__(self, token: str) -> tuple[bytes, datetime]:
        """Subject and end of the token; DomainError when it is not an insured person's."""
        claims = self._verifier.verify(token, self._audience)
        return subject_of(claims), claims.expires_at


class ReceiptServicer(ReceiptServiceServicer):
    """Receipts of the person who holds the token."""

    def __init__(self, reading: Reading, estimating: Estimating, live: Live) -> None:
        self._reading = reading
        self._estimating = estimating
        self._live = live
        self._sessions: set[Session] = set()

    async def ListPeople(self, request: ListPeopleRequest, context: _Context) -> ListPeopleResponse:
        """Persons the caller may see."""
        return await self._reading.people(subject_of(current_claims()), request.year)

    async def ListReceipts(self, request: ListReceiptsRequest, context: _Context) -> ListReceiptsResponse:
        """Receipts of the visible set, newest first."""
        return await self._reading.receipts(subject_of(current_claims()), request)

    async def GetReceipt(self, request: GetReceiptRequest, context: _Context) -> GetReceiptResponse:
        """One receipt of the visible set."""
        return await self._reading.receipt(subject_of(current_claims()), request.receipt_id)

    async def Estimate(self, request: EstimateRequest, context: _Context) -> EstimateResponse:
        """What a care would cost, for the person, or for a professional whom they showed their card; keeps nothing."""
        return await self._estimating.estimate(asker_of(current_claims(), request), request)

    async def Watch(
        self, request_iterator: AsyncIterator[WatchRequest], context: _Context
    ) -> AsyncIterator[WatchResponse]:
        """Live receipts; the stream is a service's, each subscription brings its person's token."""
        require("service")
        session = Session(self._live)
        self._sessions.add(session)
        try:
            async with aclosing(session.run(request_iterator)) as responses:
                async for response in responses:
                    yield response
        finally:
            self._sessions.discard(session)

    def close(self) -> None:
        """End every stream, so that callers resume elsewhere."""
        for session in tuple(self._sessions):
            session.close()
