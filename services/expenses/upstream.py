"""Owns the calls to the receipts api: the user's token travels with each, errors come back as DomainError."""

from typing import Protocol

import grpc

from chassis.grpc_client import call
from vitale.receipt.v1.receipt_service_pb2 import (
    EstimateRequest,
    EstimateResponse,
    GetReceiptRequest,
    GetReceiptResponse,
    ListPeopleRequest,
    ListPeopleResponse,
    ListReceiptsRequest,
    ListReceiptsResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub


class Receipts(Protocol):
    """What the front asks of the receipts api; DomainError as the api raised it, or UNAVAILABLE."""

    async def people(self, token: str, year: int) -> ListPeopleResponse:
        """Persons the holder of the token may see."""
        ...

    async def receipts(self, token: str, request: ListReceiptsRequest) -> ListReceiptsResponse:
        """A page of receipts."""
        ...

    async def receipt(self, token: str, receipt_id: bytes) -> GetReceiptResponse:
        """One receipt."""
        ...

    async def estimate(self, token: str, request: EstimateRequest) -> EstimateResponse:
        """What a care would cost."""
        ...


class GrpcReceipts:
    """The receipts api over gRPC."""

    def __init__(self, channel: grpc.aio.Channel, *, timeout_s: float) -> None:
        self._stub = ReceiptServiceStub(channel)
        self._timeout_s = timeout_s

    async def people(self, token: str, year: int) -> ListPeopleResponse:
        """See Receipts."""
        return await call(self._stub.ListPeople, ListPeopleRequest(year=year), token=token, timeout_s=self._timeout_s)

    async def receipts(self, token: str, request: ListReceiptsRequest) -> ListReceiptsResponse:
        """See Receipts."""
        return await call(self._stub.ListReceipts, request, token=token, timeout_s=self._timeout_s)

    async def receipt(self, token: str, receipt_id: bytes) -> GetReceiptResponse:
        """See Receipts."""
        request = GetReceiptRequest(receipt_id=receipt_id)
        return await call(self._stub.GetReceipt, request, token=token, timeout_s=self._timeout_s)

    async def estimate(self, token: str, request: EstimateRequest) -> EstimateResponse:
        """See Receipts."""
        return await call(self._stub.Estimate, request, token=token, timeout_s=self._timeout_s)
